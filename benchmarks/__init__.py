"""Measurements, side by side with what a user would use instead; only ratios within one run mean something."""
