"""folium: a map without outside links, our layers and controls."""
