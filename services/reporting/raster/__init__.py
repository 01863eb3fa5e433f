"""What the process that draws pictures does: documents by resvg, maps of thousands of areas from arrays."""
