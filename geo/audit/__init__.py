"""What the figures hide: totals, places, waterfall, verdicts, changes, comparison, neutrality, check."""
