"""What planners see: the ranking, the selection, saved scenarios, the evaluation of pilots."""
