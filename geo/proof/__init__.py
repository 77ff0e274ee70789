"""Whether a file is what it says it is: made again, opened within bounds, compared."""
