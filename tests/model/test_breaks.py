"""Breaks of classes and ramps of colours, by hand and for every scheme."""

import numpy as np
import pytest

from geo.errors import InputError
from geo.look.palette import RAMP, pick_colours, ramp
from geo.model.classes import find_breaks, find_classes


def test_breaks_by_hand():
    numbers = np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 100])
    assert find_breaks(numbers, 2).tolist() == [4.5, 100]
    assert find_breaks(np.array([1.0, 1, 1, 1, 9]), 4).tolist() == [1, 9]  # ties make fewer classes
    assert find_breaks(np.array([5.0]), 3).tolist() == [5]


def test_schemes_of_mapclassify_by_name():
    numbers = np.array([1.0, 2, 3, 50, 51, 52, 99, 100, 101])
    assert find_breaks(numbers, "naturalbreaks", 3).tolist() == [3, 52, 101]


def schemes() -> list[str]:
    import mapclassify

    return sorted(set(mapclassify.CLASSIFIERS) - {"UserDefined", "MaxPClassifier"})


@pytest.mark.parametrize("scheme", schemes())
def test_every_scheme_of_mapclassify_parts_the_values_the_same_way_each_time(scheme):
    numbers = np.exp(np.arange(60) % 17 / 5.0) + np.arange(60)
    found = []
    for seed in (1, 2):
        np.random.seed(seed)
        found.append(find_breaks(numbers, scheme, 4).tolist())
        assert np.random.get_state()[1][0] == seed
    assert found[0] == found[1]
    assert found[0] == sorted(set(found[0]))
    assert found[0][0] >= numbers.min()
    assert found[0][-1] == numbers.max()


@pytest.mark.parametrize("scheme", schemes())
def test_values_fewer_than_classes_have_one_each(scheme):
    assert find_breaks(np.array([0, 0, 0, 1.0]), scheme, 5).tolist() == [0, 1]


@pytest.mark.parametrize("scheme", schemes())
def test_many_equal_values_are_parted_or_refused(scheme):
    numbers = np.append(np.zeros(60), np.arange(30.0))
    if scheme.startswith("JenksCaspall") or scheme == "MaxP":
        with pytest.raises(InputError, match="cannot part"):
            find_breaks(numbers, scheme, 5)
    else:
        assert find_breaks(numbers, scheme, 5)[-1] == 29


def test_a_scheme_that_would_take_hours_is_refused():
    with pytest.raises(InputError, match="FisherJenksSampled or NaturalBreaks"):
        find_breaks(np.arange(5000.0), "FisherJenks")


def test_a_value_on_a_break_belongs_below_it():
    assert find_classes(np.array([1.0, 2, 2.5, np.nan]), [2, 3]).codes.tolist() == [0, 0, 1, -1]


def test_colours_by_hand():
    assert ramp(("#000000", "#0000ff"), 3) == ["#000000", "#000080", "#0000ff"]
    assert pick_colours(None, 7, ordered=True) == list(RAMP)
    assert pick_colours("batlow", 2, ordered=True) == ["#011959", "#faccfa"]
    assert len(set(pick_colours(None, 20, ordered=False))) == 20
