"""Where the table stands in a sheet laid out for printing, and what each of its rows is."""
