"""Timelines of squares to test with, and questions to ask them."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from geo.land.area import geodesic_km2
from geo.model.timeline import Choice, PlaceOn, Situation, Timeline, build_timeline
from tests.made import Places, pack, square

DAY = timedelta(days=1)
KM2 = geodesic_km2(square(0))  # of a tenth of a degree, about 123


def build(places: Places, *said: tuple[Any, ...], **choice: Any) -> Timeline:
    outlines = choice.pop("outlines", None)
    drawn = choice.pop("drawn", None) or tuple(
        place for place, (shape, _) in places.items() if shape is not None
    )
    outline = choice.pop("outline", ())
    names = (outline,) if isinstance(outline, str) else outline
    return build_timeline(
        pack(places, said, outlines), Choice(drawn, choice.pop("sources", {}), names, **choice)
    )


def on(timeline: Timeline, day: str, place: str) -> PlaceOn:
    return next(p for p in timeline.on(date.fromisoformat(day)).places if p.place.id == place)


def told(here: Situation) -> tuple[object, ...]:
    """What must differ for a day to be a stop."""
    return here.paints, tuple((p.state, p.part, p.paint, p.holders, p.measured_km2) for p in here.places)


def states(timeline: Timeline, place: str, *days: str) -> str:
    return "".join(on(timeline, day, place).state[0] for day in days)


ONE: Places = {"a": (square(0), None)}


@st.composite
def spans(draw: st.DrawFn) -> str:
    """A day, a month, a year, a span of days, or one with an open side."""
    first, last = sorted((draw(st.dates()), draw(st.dates())))
    return draw(
        st.sampled_from(
            [
                first.isoformat(),
                first.isoformat()[:7],
                first.isoformat()[:4],
                f"{first}/{last}",
                f"../{first}",
                f"{first}/..",
                f"{first.isoformat()[:4]}/{last}",
            ]
        )
    )
