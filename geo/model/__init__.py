"""What holds on a day: periods, timeline, values, versions, classes, captions, the definition of a map, its scene."""
