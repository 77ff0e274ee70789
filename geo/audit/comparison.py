"""Sources side by side: where they agree, where they differ and by how much, and where only one speaks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from geo.audit.remarks import name_hold
from geo.errors import InputError
from geo.model.period import reach
from geo.package.read import Package
from geo.package.schema import QUANTITIES, Party, Place, Statement
from geo.text.dates import Span, lies_in
from geo.text.names import nearest

Verdict = Literal["agree", "overlap", "differ", "alone"]
_SAME = 0.005  # areas that differ by less than half a percent are one figure, rounded


@dataclass(frozen=True)
class Comparison:
    """All that sources say of one quantity of one place.

    Parameters
    ----------
    place : Place
    period : int
    quantity : str
        `start`, `end`, `area`, `held_area` or `held_share`.
    statements : tuple of Statement
        What they say, by date or value.
    verdict : {"agree", "overlap", "differ", "alone"}
        `overlap`: dates that differ as stated but can mean the same day; `alone`: one source only.
    days : int or None
        Dates only: from the earliest to the latest day that any source can mean.
    spread : float or None
        Numbers only: the largest less the smallest, in km² or percent.
    sides : tuple of str
        The sides that speak, sorted.
    party : Party or None
        Of whose hold it is said, where parties are told apart: what is said of two parties does not contradict itself.
    """

    place: Place
    period: int
    quantity: str
    statements: tuple[Statement, ...]
    verdict: Verdict
    days: int | None
    spread: float | None
    sides: tuple[str, ...]
    party: Party | None = None

    def called(self, lang: str = "en") -> str:
        """Name the place, and the party, in a language."""
        return name_hold(self.place, self.party, lang)

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {
            "place": self.place.id,
            **({"party": self.party.id} if self.party else {}),
            "period": self.period,
            "quantity": self.quantity,
            "verdict": self.verdict,
            "days": self.days,
            "spread": self.spread,
            "sides": list(self.sides),
            "statements": [
                {
                    "source": row.source,
                    "date": row.date.text if row.date else None,
                    "value": row.value,
                    "unit": row.unit or None,
                    "confidence": row.confidence,
                }
                for row in self.statements
            ],
        }


def require_places(package: Package, names: Iterable[str]) -> None:
    """Refuse the id of a place that the package does not have.

    Raises
    ------
    InputError
        It names those that are nearest.
    """
    for name in names:
        if name not in package.places:
            near = nearest(name, sorted(package.places), "none is near")
            raise InputError(f"place {name!r} is not in the package {package.name!r}; nearest: {near}")


def compare_sources(
    package: Package, *, places: Iterable[str] | None = None, day: date | None = None
) -> tuple[Comparison, ...]:
    """Set sources side by side, quantity by quantity.

    Parameters
    ----------
    package : Package
    places : iterable of str, optional
        Ids of the places; all of which something is said by default.
    day : datetime.date, optional
        Compare only figures that apply on this day; dates are compared in any case.

    Returns
    -------
    tuple of Comparison
        By place in the order of the package, then party, then period, then quantity.

    Raises
    ------
    InputError
        A place is not in the package.

    Examples
    --------
    >>> from geo.package.read import read_package
    >>> area = next(c for c in compare_sources(read_package(), places=["aghdam"]) if c.quantity == "area")
    >>> area.verdict, len(area.statements), area.spread
    ('differ', 3, 60.0)
    """
    wanted = list(places) if places is not None else list(package.places)
    require_places(package, wanted)
    rows = []
    for name in dict.fromkeys(wanted):
        mine = [row for row in package.statements if row.place == name and _applies(row, day)]
        for party, period in sorted({(row.party, row.period) for row in mine}):
            whose = (package.parties.get(party) or Party(id=party, name_en=party)) if party else None
            for quantity in (name for name in QUANTITIES if name not in ("part_start", "part_end")):
                # Two sources on a part may mean two parts: they do not contradict each other.
                said = [row for row in mine if (row.party, row.period, row.quantity) == (party, period, quantity)]
                if said:
                    found = _compare(package, package.places[name], period, quantity, said)
                    rows.append(replace(found, party=whose))
    return tuple(rows)


def _applies(row: Statement, day: date | None) -> bool:
    if day is None or row.quantity in ("start", "end"):
        return True
    return lies_in(day, *reach(row))


def _compare(package: Package, place: Place, period: int, quantity: str, said: list[Statement]) -> Comparison:
    sides = tuple(sorted({package.sources[row.source].side for row in said if package.sources[row.source].side}))
    if quantity in ("start", "end"):
        spans = [row.date for row in said if row.date]
        ordered = tuple(sorted(said, key=lambda row: (_first(row.date), row.source)))
        verdict = _judge_dates(spans)
        bounded = [span for span in spans if span.earliest and span.latest]
        days = (
            (max(s.latest for s in bounded if s.latest) - min(s.earliest for s in bounded if s.earliest)).days
            if bounded
            else None
        )
        return Comparison(place, period, quantity, ordered, verdict if len(said) > 1 else "alone", days, None, sides)
    values = [value for row in said for value in (row.value, row.value_to) if value is not None]
    spread = max(values) - min(values)
    ordered = tuple(sorted(said, key=lambda row: (row.value or 0.0, row.source)))
    judged: Verdict = "agree" if spread <= _SAME * max(values) else "differ"
    return Comparison(place, period, quantity, ordered, judged if len(said) > 1 else "alone", None, spread, sides)


def _judge_dates(spans: list[Span]) -> Verdict:
    """Dates agree when they mean the same days, overlap when some day fits all of them."""
    if len({(span.earliest, span.latest) for span in spans}) <= 1:
        return "agree"
    latest_start = max(span.earliest or date.min for span in spans)
    earliest_end = min(span.latest or date.max for span in spans)
    return "overlap" if latest_start <= earliest_end else "differ"


def _first(span: Span | None) -> date:
    return (span.earliest if span else None) or date.min
