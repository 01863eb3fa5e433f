"""What the map page says, as plain objects: built from a view, drawn by templates, exchanged part by part."""
