"""Stories: prepared sequences of views to present; they hold addresses and words, no numbers."""
