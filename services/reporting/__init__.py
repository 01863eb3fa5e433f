"""What people take away: the drawn figure and the data packages."""
