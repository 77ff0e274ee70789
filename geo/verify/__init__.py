"""Proof: read the recipe that a file carries, make the file again, and say what differs and why."""
