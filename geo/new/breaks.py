"""Round class breaks: about as many values in each class, at numbers that a reader can keep in mind."""

from collections.abc import Sequence

import numpy as np

CLASSES = 5
MOST_DIGITS = 3  # significant ones; what needs more is left to exact quantiles
UNEVEN = 0.5  # how far a class may be from its share of the values, as a part of it
MANY_ZEROS = 0.15  # of the values: then zero is a class of its own


def round_breaks(values: Sequence[float], count: int = CLASSES) -> list[float]:
    """Return ascending upper ends of all classes but the last; empty where no round ones part the values evenly.

    >>> round_breaks([float(number) for number in range(1013)])
    [200.0, 400.0, 600.0, 800.0]
    >>> round_breaks([5, 9, 5])
    [5.0]
    """
    given = np.asarray(values, float)
    different = np.unique(given)
    if np.isfinite(given).all() and 2 <= len(different) <= count:  # each its own class
        return [float(value) for value in different[:-1]]
    if not np.isfinite(given).all() or len(different) < 2 * count:
        return []
    own = [0.0] if given.min() == 0 and np.mean(given == 0) >= MANY_ZEROS else []
    rest = given[given > 0] if own else given
    count -= len(own)
    whole = bool((given == np.round(given)).all())
    ends = np.quantile(rest, np.arange(1, count) / count)
    for digits in range(1, MOST_DIGITS + 1):
        found = [float(f"{end:.{digits}g}") for end in ends]
        found = [float(round(end)) for end in found] if whole else found
        sizes = np.bincount(np.searchsorted(found, rest, side="left"), minlength=count) * count / len(rest)
        if len(set(found)) == len(found) and (np.abs(sizes - 1) <= UNEVEN).all():
            return own + found
    return []
