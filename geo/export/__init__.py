"""What leaves the program besides the page: pictures through `geo.render`, tables and GIS files here."""
