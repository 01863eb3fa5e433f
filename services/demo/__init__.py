"""The demonstration country: approximate outlines and illustrative data, named as such."""
