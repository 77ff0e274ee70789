"""Scenes of values: numbers or categories of places over time, in classes, on the land that there was."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import shapely

from geo.land.area import Geometries
from geo.limits import check
from geo.look.palette import Colours
from geo.model.classes import Breaks, category_styles, class_styles, find_classes, no_figure_style
from geo.model.grid import Bools, Grid, Marks
from geo.model.scene import (
    Codes,
    Curve,
    Detail,
    Flag,
    Land,
    Outline,
    ScenePlace,
    Sentence,
    Series,
    Stop,
    Style,
    Texts,
    in_language,
)
from geo.model.versions import OPEN, cut_versions, find_there
from geo.model.wording import name_publishers
from geo.package.schema import Source
from geo.text.lists import list_apart, list_some
from geo.text.words import LANGUAGES, format_number, say

_FLAGS = ("b", "c", "d", "e", "f", "i", "n", "p", "r", "s", "u", "z")  # the letters of Eurostat and SDMX that have words


@dataclass(frozen=True)
class Lands:
    """Land of places over time: a row a version of a place's boundary.

    Attributes
    ----------
    places : the places.
    shapes : polygons in EPSG:4326, one per version.
    owners : whose version each is, by position.
    spans : its first day and the first day after, as ISO days; `OPEN` where there is none.
    anew : the days on which it was drawn anew without a change; none for all where it is empty.
    """

    places: tuple[ScenePlace, ...]
    shapes: Geometries
    owners: Sequence[int]
    spans: Sequence[tuple[str, str]]
    anew: Sequence[tuple[str, ...]] = ()

    @property
    def changing(self) -> bool:
        """Whether any version has a first or last day."""
        return any(span != OPEN for span in self.spans)


@dataclass(frozen=True)
class Look:
    """How figures are classed, coloured and called.

    Attributes
    ----------
    classes, k, colours : as in `geo.time_choropleth`.
    middle : the number at which a diverging palette turns.
    legend, unit : what the legend is headed by, and what stands behind numbers.
    languages : those that words are made in.
    id, names : of the figure, where there are several.
    sources : those that the first sentences may name, by id.
    """

    classes: Breaks = 5
    k: int = 5
    colours: Colours = None
    middle: float | None = None
    legend: Texts = field(default_factory=dict)
    unit: Texts = field(default_factory=dict)
    languages: tuple[str, ...] = LANGUAGES
    id: str = ""
    names: Texts = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Painted:
    """Land cut so that no piece lies over another at one stop, with whose each is at every stop."""

    land: Land
    there: Bools
    owners: Any  # per piece and stop the place, -1 for none; None when piece and place are one

    def paint(self, place_codes: Codes) -> Codes:
        """Give each piece at each stop the code of the place whose it is; 0 where it is nobody's."""
        if self.owners is None:
            return place_codes
        now = np.take_along_axis(place_codes, np.maximum(self.owners, 0), axis=0)
        painted: Codes = np.where(self.owners < 0, 0, now).astype(np.uint8)
        return painted


def cut_land(lands: Lands, stops: Sequence[Stop]) -> Painted:
    """Cut versions of boundaries into pieces, and say whose each is at every stop."""
    count = len(lands.places)
    if not lands.changing:
        there = np.ones((count, len(stops)), bool)
        if list(lands.owners) == list(range(count)):
            return Painted(Land(lands.shapes), there, None)
    days = [stop.day.isoformat() for stop in stops]
    there = find_there(lands.owners, lands.spans, days) if lands.changing else there
    ids = [place.id for place in lands.places]
    found = cut_versions(lands.shapes, ids, lands.owners, lands.spans, days)
    whose = np.concatenate([found.owners[:, :1], found.owners], axis=1)  # before the first stop as at it
    groups = ((), *((place,) for place in range(count)))
    return Painted(Land(found.faces, found.over, groups, whose + 1), there, found.owners)


def outline_lands(lands: Lands) -> tuple[Outline, ...]:
    """Return each version's line with the days on which it is drawn."""
    def day(text: str, none: str) -> date | None:
        return None if text == none else date.fromisoformat(text)

    return tuple(
        Outline(owner, shape, day(first, OPEN[0]), day(after, OPEN[1]), tuple(date.fromisoformat(one) for one in anew))
        for owner, shape, (first, after), anew in zip(
            lands.owners, lands.shapes, lands.spans, lands.anew or ((),) * len(lands.spans), strict=True
        )
        if not shapely.is_empty(shape)
    )


def build_series(grid: Grid, painted: Painted, look: Look, places: Sequence[ScenePlace], numbers: Mapping[str, int]) -> Series:
    """Class a grid of values, and say of every moment what it shows.

    Parameters
    ----------
    grid : values by place and stop.
    painted : the land, cut for the same stops.
    look : classes, colours and words.
    places : the grid's rows.
    numbers : the number of each source id.

    Returns
    -------
    Series
        Code 0 is absent land, code 1 a missing figure, then classes or categories from low to high.

    Raises
    ------
    InputError
        All values are missing, there are too many categories, or `classes` or `colours` is not what it must be.
    """
    check("MOMENTS", len(grid.stops), "the map's values: moments", "draw weeks or months")
    grid = grid.within(painted.there)
    absent = Style("absent", _texts("legend.absent", look.languages), "#ffffff", kind="absent", counted=False)
    missing = no_figure_style(look.languages)
    if grid.numbers is not None:
        found = find_classes(grid.numbers, look.classes, k=look.k, middle=look.middle)
        styles = class_styles(found, look.colours, look.languages, look.middle)
        codes = np.where(grid.filled, found.codes + 2, 1).astype(np.uint8)
    else:
        assert grid.codes is not None
        styles = category_styles(grid.categories, look.colours, look.languages, ranked=grid.ranked)
        codes = (grid.codes + 1).astype(np.uint8)
    codes[~painted.there] = 0
    values = None if grid.numbers is None else _with_before(grid.numbers, np.nan)
    before = np.where(painted.there[:, :1], 1, 0) if len(grid.stops) else np.ones((len(places), 1))
    place_codes = np.concatenate([before.astype(np.uint8), codes], axis=1)
    land_codes = np.concatenate([painted.paint(np.repeat(before.astype(np.uint8), 1, axis=1)) if painted.owners is None
                                 else _first(painted, before), painted.paint(codes)], axis=1)  # fmt: skip
    details, detail_codes = _details(grid.flags, grid.sources)
    series = Series(
        styles=(absent, missing, *styles), land_codes=land_codes, place_codes=place_codes, detail_codes=detail_codes,
        details=details, id=look.id, names=look.names, legend=look.legend, unit=look.unit, values=values,
        flags=tuple(_flag(word, look.languages) for word in grid.flags.words),
        curves=_curves(values, look),
    )  # fmt: skip
    return replace(
        series,
        captions=_captions(series, grid, places, look, numbers),
        summaries=_summaries(series, grid, places, look, numbers),
    )


def _first(painted: Painted, before: Any) -> Codes:
    """The land before the first stop: as at the first, without figures."""
    owner = painted.owners[:, :1]
    found: Codes = np.where(owner < 0, 0, np.take_along_axis(before, np.maximum(owner, 0), axis=0)).astype(np.uint8)
    return found


def _with_before(grid: Any, none: Any) -> Any:
    return np.concatenate([np.full((len(grid), 1), none, grid.dtype), grid], axis=1)


def _details(flags: Marks, sources: Marks) -> tuple[tuple[Detail, ...], Any]:
    """Pair flags with sources: the different pairs, and which it is per place and moment."""
    pairs = flags.codes.astype(np.uint64) * np.uint64(len(sources.words) + 1) + sources.codes
    known, codes = np.unique(pairs, return_inverse=True)
    details = [Detail()]
    for pair in known.tolist():
        flag, source = divmod(int(pair), len(sources.words) + 1)
        details.append(
            Detail(
                flag=flags.words[flag - 1] if flag else "",
                sources=tuple(sources.words[source - 1].split(";")) if source else (),
            )
        )
    return tuple(details), _with_before((codes.reshape(pairs.shape) + 1).astype(np.uint32), 0)


def _flag(word: str, languages: Sequence[str]) -> Flag:
    """Put flags into words; a figure may have several, parted by spaces."""
    each = [_texts(f"flag.{key}", languages) if key in _FLAGS else dict.fromkeys(languages, key) for key in word.split()]
    return Flag(word, {lang: ", ".join(texts[lang] for texts in each) for lang in languages})


def _texts(key: str, languages: Sequence[str], **values: object) -> dict[str, str]:
    return {lang: say(key, lang, **values) for lang in languages}


def _curves(values: Any, look: Look) -> tuple[Curve, ...]:
    """The median of the places with its quartiles, over all moments."""
    if values is None:
        return ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a moment without any value
        low, middle, high = np.nanpercentile(values, [25, 50, 75], axis=0)
    return (Curve(_texts("curve.median", look.languages), look.unit, "#1f5f8b", middle, low, high),)


def _captions(
    series: Series, grid: Grid, places: Sequence[ScenePlace], look: Look, numbers: Mapping[str, int]
) -> tuple[tuple[Sentence, ...], ...]:
    """Say per moment what changed most: of numbers the largest rise and fall, of categories who went where."""
    said: list[tuple[Sentence, ...]] = [()]
    filled = grid.filled
    for stop in range(len(grid.stops)):
        if not stop:
            said.append(())
            continue
        both = filled[:, stop] & filled[:, stop - 1]
        if series.values is not None:
            change = series.values[:, stop + 1] - series.values[:, stop]
            said.append(_extremes(change, both, places, look, since=grid.stops[stop - 1], now=grid.stops[stop]))
        else:
            said.append(_moves(series, stop, both, places, look, grid, numbers))
    return tuple(said)


def _extremes(
    change: Any, both: Bools, places: Sequence[ScenePlace], look: Look, *, since: Stop, now: Stop
) -> tuple[Sentence, ...]:
    found = []
    change = np.where(both, change, 0.0)
    for key, at in (("caption.rise", int(np.argmax(change))), ("caption.fall", int(np.argmin(change)))):
        amount = float(change[at])
        if (amount > 0) if key == "caption.rise" else (amount < 0):
            texts = {
                lang: say(
                    key, lang, place=places[at].full_name(lang), since=since.label(lang), now=now.label(lang),
                    amount=measure(abs(amount), look.unit, lang, change=True),
                )
                for lang in look.languages
            }
            found.append(Sentence(texts))
    return tuple(found)


_NAMED = 3  # places that a caption names of those that went one way


def _moves(
    series: Series, stop: int, both: Bools, places: Sequence[ScenePlace], look: Look, grid: Grid, numbers: Mapping[str, int]
) -> tuple[Sentence, ...]:
    moves: dict[tuple[int, int], list[int]] = {}
    now, then = series.place_codes[:, stop + 1], series.place_codes[:, stop]
    for place in np.flatnonzero((now != then) & both).tolist():
        moves.setdefault((int(then[place]), int(now[place])), []).append(place)
    said = []
    for (old, new), moved in sorted(moves.items(), key=lambda item: -len(item[1])):
        texts = {}
        for lang in look.languages:
            listed = list_some([places[place].name(lang) for place in moved], _NAMED, lang)
            texts[lang] = say(
                "caption.moved", lang, places=listed,
                old=in_language(series.styles[old].words, lang), new=in_language(series.styles[new].words, lang),
            )  # fmt: skip
        cited = {name for place in moved for name in grid.sources.at(place, stop).split(";") if name in numbers}
        said.append(Sentence(texts, tuple(sorted(numbers[name] for name in cited))))
    return tuple(said)


def _summaries(
    series: Series, grid: Grid, places: Sequence[ScenePlace], look: Look, numbers: Mapping[str, int]
) -> tuple[Sentence, ...]:
    """Say per moment, in one sentence, when, what, and how much."""
    said = [Sentence({})]
    filled = grid.filled
    for stop, moment in enumerate(grid.stops):
        at = np.flatnonzero(filled[:, stop])
        used = np.unique(grid.sources.codes[at, stop]).tolist() if grid.sources.words else []
        ids = {name for code in used if code for name in grid.sources.words[code - 1].split(";")}
        cited = tuple(sorted(numbers[name] for name in ids if name in numbers))
        by = [look.sources[name] for name in sorted(ids) if name in look.sources]
        texts = {}
        if len(at) and series.values is not None:
            column = series.values[at, stop + 1]
            low, high, median = at[int(np.argmin(column))], at[int(np.argmax(column))], float(np.median(column))
        for lang in look.languages:
            what, when = in_language(look.legend, lang), moment.label(lang)
            values: dict[str, object] = {
                "date": say("summary.about", lang, what=what, date=when) if what else when, "n": len(at), "all": len(places),
            }  # fmt: skip
            if not len(at):
                texts[lang] = say("summary.none", lang, **values)
            elif series.values is not None:
                values |= {
                    "median": measure(median, look.unit, lang),
                    "low": measure(float(column.min()), look.unit, lang), "low_place": places[low].full_name(lang),
                    "high": measure(float(column.max()), look.unit, lang), "high_place": places[high].full_name(lang),
                }  # fmt: skip
                texts[lang] = say("summary.numbers", lang, **values)
            else:
                counts = np.bincount(series.place_codes[at, stop + 1], minlength=len(series.styles))
                most = sorted(np.flatnonzero(counts).tolist(), key=lambda code: -counts[code])
                values["groups"] = list_apart([
                    f"{in_language(series.styles[code].words, lang)} {format_number(int(counts[code]), lang)}"
                    for code in most[:5]
                ], lang)  # fmt: skip
                texts[lang] = say("summary.categories", lang, **values)
            if by:
                texts[lang] = say("summary.source", lang, said=texts[lang], source=name_publishers(by, lang, "summary.more"))
        said.append(Sentence(texts, cited))
    return tuple(said)


def measure(number: float, unit: Texts, lang: str, *, change: bool = False) -> str:
    """Write a number for reading, to about four figures, with its unit; a change of percentages is in points."""
    size = abs(number)
    digits = 0 if size >= 1000 or float(number).is_integer() else min(6, max(0, 3 - int(np.floor(np.log10(size)))) if size else 0)
    text = format_number(round(number, digits), lang, digits)
    if digits:
        mark = next((mark for mark in ",." if mark in text[-digits - 1 :]), "")
        text = text.rstrip("0").removesuffix(mark) if mark else text
    said = in_language(unit, lang)
    if said == "%":
        return say("unit.points" if change else "unit.percent", lang, number=text)
    return f"{text}\u00a0{said}" if said else text
