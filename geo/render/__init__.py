"""Drawing: the interactive page, the picture, and what both share."""
