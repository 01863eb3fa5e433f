"""Crosswalks between stored vintages: checked, built, imported, and asked what became of a unit."""
