"""Geometry for delivery: one simplified coverage, quantised, as TopoJSON."""
