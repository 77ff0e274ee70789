"""Sheets of paper: frame, layout, legend, labels, atlas, motion."""
