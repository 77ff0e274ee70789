"""A guided reading: what each step of a definition shows, checked against the map."""

from datetime import date

from geo.errors import DateError, DefinitionError
from geo.model.definition import Definition
from geo.model.scene import GuideStep
from geo.package.read import Package
from geo.text.dates import parse_date
from geo.text.names import nearest


def list_steps(
    package: Package, definition: Definition, places: tuple[str, ...], first: date | None = None
) -> tuple[GuideStep, ...]:
    """Return the steps of a definition's guided reading.

    Parameters
    ----------
    places : ids of the map's places.
    first : the day before which the map has nothing to show, where there is one.

    Raises
    ------
    DefinitionError
        A step names no date, a day before the first, a place that the map has not, no such source, or an empty view.
    """
    steps = []
    for number, step in enumerate(definition.steps, start=1):

        def refuse(key: str, said: str, number: int = number) -> DefinitionError:
            return DefinitionError(f"maps/{definition.name}.toml, steps, step {number}, {key}: {said}")

        try:
            when = parse_date(step.date)
        except DateError as error:
            raise refuse("date", str(error)) from None
        day = when.earliest
        if day is None:
            raise refuse("date", f"came {step.date!r}, wanted a date with a first day; name one")
        if first and day < first:
            raise refuse("date", f"came {step.date!r}, but the map begins on {first}; name that day or a later one")
        asked = [("place", "map has no place", step.place, places)] if step.place else []
        asked += [("sources", "package has no source", name, tuple(package.sources)) for name in step.sources]
        for key, said, name, known in asked:
            if name not in known:
                near = nearest(name, sorted(known))
                raise refuse(key, f"the {said} {name!r}; nearest: {near}")
        if step.view and not (-90 <= step.view[1] < step.view[3] <= 90 and step.view[0] < step.view[2]):
            raise refuse("view", f"came {list(step.view)}, wanted west, south, east, north in degrees; correct it")
        steps.append(GuideStep(when, day, step.text.per_language(), step.sources, step.place, step.view))
    return tuple(steps)
