"""Boundary files of any allowed format to one GeoDataFrame; nothing here decides what a column means."""
