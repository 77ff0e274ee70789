"""Anybody's files as they are: tables, headers, columns, boundaries, published lists."""
