"""The history of units: loaded from a dated list, and asked what a place was called and what became of it."""
