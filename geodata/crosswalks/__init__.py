"""Crosswalks: which communes of one boundary vintage lie in which of another, and how much of each."""
