"""Outreach events that officers type in: what they say, checked, and kept with who wrote what and when."""
