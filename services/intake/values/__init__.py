"""Cells and what stands in them: texts, numbers, dates."""
