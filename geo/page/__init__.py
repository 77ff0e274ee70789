"""The interactive page and the folium layer."""
