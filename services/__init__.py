"""What the numbers mean, in the order in which the data pass."""
