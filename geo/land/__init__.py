"""Polygons: measured on the ellipsoid, cut where they overlap and at longitude 180°."""
