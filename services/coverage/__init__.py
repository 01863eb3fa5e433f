"""What is in force, in memory, and the values of one request."""
