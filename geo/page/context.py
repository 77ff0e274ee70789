"""The page as it is without scripts: a scene's opening moment, put into words for the template."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from babel import Locale

from geo.model.scene import Row, Scene, Texts, in_language
from geo.model.wording import name_sources
from geo.page.curve import tell_curve
from geo.page.payload import list_columns, list_numbers, tell_plane
from geo.page.shades import fill_of
from geo.page.still import MOST
from geo.text.lists import list_apart
from geo.text.short_dates import shorten_date
from geo.text.words import (
    capital,
    describe_date,
    format_amount,
    format_area,
    format_day,
    format_number,
    load_words,
    read_direction,
    say,
)

_LANGUAGE_NAMES = {"en": "English", "az": "Azərbaycanca", "hy": "Հայերեն", "ru": "Русский"}
_REASONS = 12  # how many pairs a warning names
_DIGITS = 4  # decimals that a number keeps in the table; the data keep them all
_NEAR = 7  # px between stops on the track that can be told apart
EARLY = 60  # rows of a long table that are laid out at once; a table of so many has swatches and sources too


def build_context(scene: Scene, name: str, day: date | None = None) -> dict[str, Any]:
    """Put the opening moment of a scene into words.

    Parameters
    ----------
    scene : what is shown; its first series.
    name : begins the names of patterns and variables.
    day : the day it opens on, where that is not the moment's own.

    Returns
    -------
    dict
        What `page.html` needs except the pictures; all texts plain, to be escaped by the template.
    """
    lang, moment = scene.language, scene.opening
    series = scene.series[0]
    stop = scene.stop(moment) or (scene.stops[0] if scene.stops else None)
    words = load_words(lang)
    shown = format_day(day, lang) if day and (stop is None or day != stop.day) else stop.label(lang) if stop else ""
    summary = series.summaries[moment] if moment < len(series.summaries) else None
    return {
        "name": name, "lang": lang, "langs": [(code, call_language(code)) for code in scene.languages], "words": words,
        "rtl": read_direction(lang) == "rtl",
        "title": in_language(scene.title, lang), "subtitle": in_language(scene.subtitle, lang),
        "description": in_language(summary.texts, lang) if summary else in_language(scene.subtitle, lang),
        "date_iso": day.isoformat() if day else stop.day.isoformat() if stop else "", "date_words": shown,
        "no_script": say("ui.no_script", lang, date=shown),
        "stops": [one.day.isoformat() for one in scene.stops], "stop_index": max(0, moment - 1), "spacing": scene.spacing,
        "crowd": _crowd(scene), "curve_note": tell_curve(scene, series, lang),
        "summary": _said(summary, lang),
        "caption": [_said(sentence, lang) for sentence in (series.captions[moment] if moment < len(series.captions) else ())],
        "legend_title": legend_title(scene, lang),
        "legend": _legend(scene, moment, name, lang), "keys": _keys(scene, lang),
        "columns": [(column, words[f"table.{column}"]) for column in list_columns(scene)],
        "rows": _rows(scene, moment, name, lang) if len(scene.places) <= EARLY else [],
        "pairs": _pairs(scene, moment, lang), "early": EARLY, "warning": _warning(scene, moment, lang),
        "figures": [(number, in_language(one.names, lang) or one.id) for number, one in enumerate(scene.series)]
        if scene.arrangement == "switch" else [],
        "citation": say(
            "share.cite_line" if scene.digest else "share.cite_made", lang,
            title=in_language(scene.title, lang), date=shown, build=scene.digest[:12],
        ),
        "beside": scene.arrangement == "beside",
        "events": [
            {
                "iso": event.date.earliest.isoformat() if event.date.earliest else "",
                "date_words": describe_date(event.date, lang, "time"), "title": in_language(event.titles, lang),
                "sources": list_numbers(scene, *event.sources),
            }
            for event in scene.events
        ],
        "guide": [
            {
                "date_words": describe_date(step.when, lang, "time"), "iso": step.day.isoformat(),
                "text": in_language(step.texts, lang), "sources": list_numbers(scene, *step.sources),
            }
            for step in scene.steps
        ],
        "notes": [in_language(note, lang) for note in scene.notes], "boundary_note": in_language(scene.boundary_note, lang),
        "projection": tell_plane(scene, lang),
        "credit": in_language(scene.credit, lang), "build": scene.digest[:12], "file": f"{scene.name}.html",
        "sources": [
            {
                "n": number, "title": source.name, "publisher": source.publisher, "side": source.side,
                "side_key": f"report.side.{source.side}" if f"report.side.{source.side}" in words else "",
                "published": describe_date(source.published, lang, "time") if source.published else "",
                "licence": source.licence, "note": name_sources(source.note, {known.id: known for known in scene.sources}),
                "url": source.address,
                "copy_url": source.copy_url if source.copy_url.startswith(("http://", "https://")) else "",
            }
            for number, source in enumerate(scene.sources, start=1)
        ],
    }  # fmt: skip


def tell_opening(scene: Scene) -> str:
    """Say in words what a map opens on."""
    stop = scene.stop(scene.opening)
    return ", ".join(filter(None, [in_language(scene.title, scene.language), stop.label(scene.language) if stop else ""]))


def call_language(code: str) -> str:
    """Return what a language calls itself."""
    return _LANGUAGE_NAMES.get(code) or capital(Locale.parse(code).get_language_name(code) or code, code)


def _crowd(scene: Scene) -> str:
    """Say for which tracks, of a desk or of a phone, stops stand too near to each other to be told apart; see `loupe.js`."""
    days = [stop.day.toordinal() for stop in scene.stops]
    ends = [*days, *(event.date.earliest.toordinal() for event in scene.events if event.date.earliest)]
    span = max(ends) - min(ends) if scene.spacing == "time" else len(days) - 1
    nearest = min((b - a for a, b in pairwise(days)), default=span) if scene.spacing == "time" else 1
    return "".join(f" {name}" for name, px in (("tight", 1200), ("tight-narrow", 340)) if span and nearest / span * px < _NEAR)


def legend_title(scene: Scene, lang: str) -> str:
    """Return what the legend is headed by: what the figures are and their unit, else that it counts at the date."""
    series = scene.series[0]
    heading = in_language(series.legend, lang)
    if not heading:
        return say("legend.title", lang)
    unit = in_language(series.unit, lang)
    return f"{heading} ({unit})" if unit and scene.asks == "values" else heading


def write_value(row: Row, unit: Texts, lang: str) -> str:
    """Write what a row says: its number, rounded for reading, or its words."""
    if not isinstance(row.value, float):
        return in_language(row.style.words, lang)
    text = f"{abs(row.value):.10g}".partition("e")[0]
    number = format_number(row.value, lang, min(_DIGITS, len(text.partition(".")[2])))
    said = in_language(unit, lang)
    return f"{number}\u00a0{said}" if said else number


def _said(sentence: Any, lang: str) -> dict[str, Any]:
    return {"text": in_language(sentence.texts, lang), "sources": sentence.sources} if sentence else {"text": "", "sources": []}


def _legend(scene: Scene, moment: int, name: str, lang: str) -> list[dict[str, Any]]:
    """One row per style that the map ever uses, the missing ones last; fixed for all moments."""
    series = scene.series[0]
    areas = scene.asks == "states"
    rows = []
    for code, total in zip(series.used, scene.totals(moment), strict=True):
        style = total.style
        rows.append(
            {
                "code": code, "fill": fill_of(name, 0, code, style, "key"),
                "word": in_language(style.words, lang), "sources": list_numbers(scene, style.source),
                "among": not style.counted, "missing": style.kind == "missing",
                "count": say("legend.count", lang, n=total.places) if total.places else "–",
                "area": format_area(total.km2, lang) if areas and total.km2 else "",
                "empty": not total.places and not (areas and total.km2),
            }
        )  # fmt: skip
    flags = [row.detail.flag for row in scene.rows(moment) if row.place.drawn]
    return sorted(rows, key=lambda row: bool(row["missing"])) + [
        {
            "code": f"flag {flag.key}", "flag": flag.key, "word": in_language(flag.words, lang), "sources": [], "among": False,
            "count": say("legend.count", lang, n=many) if (many := flags.count(flag.key)) else "–", "area": "", "empty": not many,
        }
        for flag in series.flags
    ]  # fmt: skip


def _keys(scene: Scene, lang: str) -> list[dict[str, str]]:
    keys = [{"kind": line.kind, "title": in_language(line.names, lang)} for line in scene.lines]
    if any(place.kind.startswith("former") and place.drawn for place in scene.places):
        keys.append({"kind": "former", "title": say("legend.oblast", lang)})
    return keys


def _rows(scene: Scene, moment: int, name: str, lang: str) -> list[dict[str, Any]]:
    """The table at a moment, in the map's order."""
    series = scene.series[0]
    values = scene.asks == "values"
    found = []
    for number, row in _listed(scene, moment):
        code = int(series.place_codes[number, moment])
        detail = row.detail
        said = write_value(row, series.unit, lang) if values else in_language(row.style.words, lang)
        cells: dict[str, Any] = {
            "id": row.place.id, "name": row.place.name(lang), "sub": (sub := row.place.part_of in scene.positions),
            "undrawn": "" if row.place.drawn or sub else say("table.undrawn", lang),
            "state": "" if values else row.detail.state or row.style.key,
            "value": data_value(row) if values else "", "said": said,
            "fill": fill_of(name, 0, code, row.style, "key") if code in series.used else "none",
            "sources": list_numbers(scene, *detail.sources),
            "start": shorten_date(detail.start, lang) if detail.start else "",
            "end": shorten_date(detail.end, lang) if detail.end else "",
            "reported": "" if detail.reported_km2 is None else format_number(detail.reported_km2, lang),
            "measured": "" if row.place.measured_km2 is None else format_number(row.place.measured_km2, lang),
            "part": part_words(row, lang),
        }  # fmt: skip
        found.append(cells)
    return found


def _pairs(scene: Scene, moment: int, lang: str) -> list[tuple[str, str]]:
    """The table in short, each place and what is said of it; nothing where places are too many to read."""
    if len(scene.places) > MOST:
        return []
    values, unit = scene.asks == "values", scene.series[0].unit
    return [
        (row.place.name(lang), write_value(row, unit, lang) if values else in_language(row.style.words, lang))
        for _, row in _listed(scene, moment)
    ]


def _listed(scene: Scene, moment: int) -> Iterator[tuple[int, Row]]:
    """The places that a table lists at a moment, each with its number: figures only of those that are there."""
    values = scene.asks == "values"
    return ((number, row) for number, row in enumerate(scene.rows(moment)) if not (values and row.style.kind == "absent"))


def data_value(row: Row) -> str:
    """Return a value to its last digit, as `data-value` carries it; empty where there is none."""
    return "" if row.value is None else repr(row.value).removesuffix(".0") if isinstance(row.value, float) else row.value


def part_words(row: Row, lang: str) -> str:
    """Say a part beside the whole it is a part of: a stated part of the reported area, a drawn one of the measured."""
    part = row.detail.part
    if part is None:
        return ""
    whole = row.detail.reported_km2 if part.kind == "statement" else row.place.measured_km2
    if part.km2 and whole:
        amounts = [format_number(km2, lang) for km2 in (part.km2, part.km2_to) if km2 is not None]
        return say("card.part_of", lang, part="–".join(amounts), whole=format_area(whole, lang))
    if part.km2:
        return say("card.part_area", lang, part=format_amount(part.km2, part.km2_to, lang))
    return say("card.part_unknown", lang)


def _warning(scene: Scene, moment: int, lang: str) -> dict[str, str]:
    """Say which reported areas of places held at the moment must not be added, and what they would add up to."""
    total, pairs = scene.overlap_held(moment)
    if not pairs:
        return {}
    reasons = [
        say(
            "legend.inside" if inner.place.part_of == outer.place.id else "legend.overlaps", lang,
            a=inner.place.name(lang), b=outer.place.name(lang),
        )
        for inner, outer in pairs[:_REASONS]
    ]  # fmt: skip
    measured = sum(one.km2 for one in scene.totals(moment) if one.style.key == "held")
    return {
        "head": say("legend.do_not_add", lang),
        "sums": say("legend.sums", lang, reported=format_area(total, lang), measured=format_area(measured, lang)),
        "why": say("legend.overlap_why", lang, reasons=list_apart(reasons, lang)),
    }
