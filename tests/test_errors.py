"""One root catches everything this package raises on purpose."""

import inspect

from geo import errors


def test_the_tree_has_one_root_and_is_the_one_drawn() -> None:
    own = [
        kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__
    ]
    kinds = [kind for kind in own if issubclass(kind, BaseException)]
    assert errors.Finding in own
    assert len(kinds) == 7
    assert all(issubclass(kind, errors.GeoError) for kind in kinds)
    assert issubclass(errors.DateError, errors.InputError)
    for kind in kinds:
        assert kind.__name__ in (errors.__doc__ or "")
        assert kind.__doc__


def test_none_of_them_is_a_built_in_kind() -> None:
    assert not issubclass(errors.GeoError, ValueError | OSError | LookupError)
