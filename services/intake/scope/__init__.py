"""What a file is about: vintage, province, level, scheme, cut-off, and which areas it speaks for."""
