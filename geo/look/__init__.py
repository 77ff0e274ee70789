"""One look for page, picture and report: colours, widths, hatches, ramps, colour vision, letters, projections."""
