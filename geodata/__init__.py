"""Where things are: areas, vintages, names, boundary files and their geometry; knows no Flask and no database."""
