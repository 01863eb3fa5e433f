"""Text tables of many thousand rows, checked as columns."""
