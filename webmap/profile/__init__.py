"""The page of one area and the boards of many: pace, series, schemes, ranks, pilots and events."""
