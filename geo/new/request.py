"""What `geo new` is told, what comes of it, and the rows that are left over."""

from dataclasses import dataclass, field
from pathlib import Path

from geo.errors import fit_text, plain_line

FIGURES, BOUNDARIES = "figures", "boundaries"  # ids of the two sources


@dataclass(frozen=True)
class Request:
    """What was told; everything else is guessed, and said."""

    folder: Path
    boundaries: str
    figures: str
    place: str | None = None
    start: str | None = None
    end: str | None = None
    time: str | None = None
    value: str | None = None
    per: str | None = None
    per_count: float = 1
    valid_from: str | None = None
    valid_to: str | None = None
    names: str | None = None
    lang: str = "en"
    title: str = ""
    source: str = ""
    unit: str = ""
    crs: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    dates: str | None = None
    party: str | None = None
    source_col: str | None = None
    until_next: bool = False
    where: tuple[str, ...] = ()
    day: str | None = None
    twice: str | None = None
    decimal: str | None = None
    nearest: bool = False
    swap: bool = False
    also: tuple[str, ...] = ()
    strict: bool = False
    replace: bool = False

    def __post_init__(self) -> None:
        for field_name in ("title", "source", "unit"):
            object.__setattr__(self, field_name, fit_text(getattr(self, field_name)))


@dataclass(frozen=True)
class Left:
    """A row that is not drawn: its number in the file, the name in it, why, and the nearest names."""

    number: int
    name: str
    reason: str
    near: tuple[str, ...]
    cells: tuple[str, ...]

    def __str__(self) -> str:
        near = f"; nearest: {', '.join(self.near)}" if self.near else ""
        return plain_line(f"row {self.number}, {self.name!r}: {self.reason}{near}")


@dataclass
class New:
    """What came of it: `said` is what was found and guessed, `left` the rows not drawn, `files` by path."""

    name: str
    said: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    joined: int = 0
    aliases: dict[str, str] = field(default_factory=dict)
