"""Words, names, dates and numbers in the languages of a map."""
