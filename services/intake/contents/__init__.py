"""What each kind of file puts into a release."""
