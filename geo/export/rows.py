"""A scene as rows: a moment's places, all figures, and each piece of land's answers as half-open intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas
import numpy as np

from geo.model.answers import plain_value, round_off
from geo.model.scene import Detail, Scene, Style, in_language
from geo.model.situation import PAINTS
from geo.package.schema import Event, Source, Statement
from geo.text.dates import lies_in

Row = dict[str, Any]
_Key = tuple[int, tuple[int, ...], float | str | None, int, str]  # style, places, value, detail, time


@dataclass(frozen=True)
class Run:
    """A piece's time under one answer: from `start` up to, not including, `end`; None is open.

    `places` are those over the piece then, by position; `value` is a number, a category or None, `time` what it is of (EDTF).
    """

    piece: int
    style: Style
    places: tuple[int, ...]
    value: float | str | None
    detail: Detail
    time: str
    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether the run covers a day."""
        return lies_in(day, self.start, self.end)


def day_rows(scene: Scene, day: date, lang: str, series: int = 0) -> list[Row]:
    """Return one row per place: its state on a day, in words too, its part, dates and areas (km²); or its figure."""
    moment = scene.moment(day)
    if scene.asks == "values":
        return [_figure(scene, place, moment, lang, series) for place in range(len(scene.places))]
    words = {(style.key, style.source): style.words for style in scene.series[series].styles}
    rows = []
    for answer in scene.rows(moment, series):
        place, detail, part = answer.place, answer.detail, answer.detail.part
        # The style of a party's hold says whose it is; other styles may say how much, where the state says whether.
        said = answer.style.words
        if not answer.style.parties:
            said = words.get((detail.state, answer.style.source), said)
        rows.append(
            {
                "date": day,
                "place": place.id,
                "name": place.name(lang),
                "state": detail.state,
                "state_words": in_language(said, lang),
                **_parties(scene, answer.style),
                "part_km2": round_off(part.km2, 1) if part else None,
                "part_km2_to": round_off(part.km2_to, 1) if part else None,
                "part_share": round_off(part.share, 4) if part else None,
                "part_by": part.by if part else "",
                "start": detail.start,
                "end": detail.end,
                "reported_km2": detail.reported_km2,
                "measured_km2": round_off(place.measured_km2, 1),
                "sources": "; ".join(detail.sources),
            }
        )
    return rows


def figure_rows(scene: Scene, lang: str) -> list[Row]:
    """Return one row per figure that there is, or that its publisher flags as withheld; numbers as they were given."""
    rows = []
    for number, series in enumerate(scene.series):
        named = {"figure": in_language(series.names, lang) or series.id} if len(scene.series) > 1 else {}
        for place in range(len(scene.places)):
            for moment in range(1, scene.moments):
                row = _figure(scene, place, moment, lang, number)
                if row["value"] is not None or row["flag"]:
                    rows.append({**row, **named})
    return rows


def _figure(scene: Scene, place: int, moment: int, lang: str, series: int) -> Row:
    answer, stop = scene.row(place, moment, series), scene.stop(moment)
    has = answer.style.kind in ("class", "category")
    return {
        "place": answer.place.id,
        "name": answer.place.name(lang),
        "time": stop.time if stop else "",
        "value": plain_value(answer.value),
        "unit": in_language(scene.series[series].unit, lang),
        "class": in_language(answer.style.words, lang) if has else "",
        "flag": answer.detail.flag,
        "source": "; ".join(answer.detail.sources),
    }


def class_rows(scene: Scene, lang: str, number: int = 0) -> list[Row]:
    """Return one row per style that the map uses: what it stands for, and its colours."""
    series = scene.series[number]
    used = [series.styles[code] for code in series.used]
    return [
        {"class": in_language(style.words, lang), "over": style.low, "up_to": style.high, "colour": style.fill,
         "hatch": style.pattern or "", "hatch_colour": style.mark or ""}
        for style in used
    ]  # fmt: skip


def list_runs(scene: Scene, series: int = 0) -> list[Run]:
    """Cut each piece's history into runs of one answer, in order of piece and time; absent land has none.

    A figure answers until the next one, and says of which time it is. Before the first figure there is no run.
    """
    found = scene.series[series]
    firsts = [None, *(stop.day for stop in scene.stops)]
    runs = []
    for piece in range(len(scene.land)):
        begin = 0
        known: _Key | None = _key(scene, series, piece, 0)
        for moment in range(1, scene.moments + 1):
            key = _key(scene, series, piece, moment) if moment < scene.moments else None
            if key == known:
                continue
            style = found.styles[known[0]] if known else None
            if known and style and style.kind != "absent" and not (begin == 0 and style.kind == "missing"):
                code, places, value, detail, time = known
                end = firsts[moment] if moment < scene.moments else None
                runs.append(Run(piece, found.styles[code], places, value, found.details[detail], time, firsts[begin], end))
            begin, known = moment, key
    return runs


def _key(scene: Scene, series: int, piece: int, moment: int) -> _Key:
    """Everything in which two moments of a piece may differ: of states the style, which is the land's, and whose land it is."""
    found = scene.series[series]
    code, places = int(found.land_codes[piece, moment]), tuple(scene.land.places(piece, moment))
    if scene.asks == "states" or not places:
        return code, places, None, 0, ""
    style, detail = found.styles[code], int(found.detail_codes[places[0], moment])
    if style.kind in ("missing", "absent"):
        return code, places, None, detail, ""
    stop = scene.stop(moment)
    value = style.key if found.values is None else float(found.values[places[0], moment])
    return code, places, value, detail, stop.time if stop else ""


def _state(style: Style) -> str:
    """How land is held, whoever holds it."""
    return PAINTS[style.key[0]] if style.parties else style.key


def _parties(scene: Scene, style: Style) -> Row:
    """Whose a place or a piece of land is, where the map tells parties apart: ids of who holds it, and of who possibly does."""
    if not scene.parties:
        return {}
    doubtful = style.key[0] in "pv" if style.parties else False
    sure, may = ((), style.parties) if doubtful else (style.parties, style.perhaps)
    return {"party": "; ".join(sure), "party_possible": "; ".join(may), "contested": int(len(sure) > 1)}


def holder_rows(scene: Scene, day: date, lang: str, series: int = 0) -> list[Row]:
    """Return one row per place and party that holds it on a day, or possibly does; none where parties are not told apart."""
    return [
        {
            "date": day,
            "place": answer.place.id,
            "name": answer.place.name(lang),
            "party": held.party,
            "party_name": in_language(scene.parties[held.party], lang),
            "state": held.state,
            "km2": round_off(held.km2, 1),
            "start": held.start,
            "end": held.end,
            "sources": "; ".join(held.sources),
        }
        for answer in scene.rows(scene.moment(day), series)
        for held in answer.detail.holders
    ]


def party_rows(scene: Scene, lang: str, series: int = 0) -> list[Row]:
    """Return one row per party that the map tells apart: its id, name and colour."""
    fills = {style.key: style.fill for style in scene.series[series].styles}
    return [
        {"party": name, "name": in_language(texts, lang), "colour": fills[f"h:{name}"]} for name, texts in scene.parties.items()
    ]


def land_frame(scene: Scene, day: date, lang: str, series: int = 0) -> geopandas.GeoDataFrame:
    """Return every run as a feature (EPSG:4326); `shown` is 1 where it covers the day. Intervals are half-open."""
    runs = list_runs(scene, series)
    names = [place.name(lang) for place in scene.places]
    columns: dict[str, list[Any]] = {
        "face": [run.piece for run in runs],
        "places": ["; ".join(scene.places[place].id for place in run.places) for run in runs],
        "names": ["; ".join(names[place] for place in run.places) for run in runs],
    }
    words = [in_language(run.style.words, lang) for run in runs]
    if scene.asks == "states":
        columns |= {"state": [_state(run.style) for run in runs], "state_words": words}
        whose = [_parties(scene, run.style) for run in runs]
        columns |= {name: [row[name] for row in whose] for name in (whose[0] if whose else ())}
        if scene.parties:
            columns["style"] = [run.style.key for run in runs]
    else:
        columns |= {
            "value": [plain_value(run.value) for run in runs],
            "unit": [in_language(scene.series[series].unit, lang)] * len(runs),
            "class": [run.style.key for run in runs],
            "class_words": words,
            "flag": [run.detail.flag for run in runs],
            "time": [run.time for run in runs],
            "source": ["; ".join(run.detail.sources) for run in runs],
        }
        if scene.series[series].numeric:
            columns["value"] = np.array([np.nan if run.value is None else run.value for run in runs], float)  # type: ignore[assignment]
    columns |= {
        "start": [run.start for run in runs],
        "end": [run.end for run in runs],
        "shown": [int(run.holds(day)) for run in runs],
        "km2": [round(float(scene.land.km2[run.piece]), 3) for run in runs],
    }
    geometry = [scene.land.geometries[run.piece] for run in runs]
    geometry = [None if shape.is_empty else shape for shape in geometry]  # figures of a place without land
    frame = geopandas.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326")
    for name in ("start", "end"):
        frame[name] = frame[name].astype("object")
    return frame


def place_frame(scene: Scene, day: date, lang: str, series: int = 0) -> geopandas.GeoDataFrame:
    """Return the places with the day's answers, EPSG:4326; those never drawn without a geometry. Stated dates are EDTF."""
    shapes: dict[str, Any] = {place.id: None for place in scene.places if not place.drawn}
    shapes |= {scene.places[outline.place].id: outline.geometry for outline in scene.outlines if outline.shown(day)}
    rows = [row for row in day_rows(scene, day, lang, series) if row["place"] in shapes]
    frame = geopandas.GeoDataFrame(rows, geometry=[shapes[row["place"]] for row in rows], crs="EPSG:4326")
    frame["date"] = day.isoformat()
    named: Mapping[str, str] = {"start": "stated_start", "end": "stated_end", "state": "state_on_date"}
    return frame.drop(columns=["state_words"], errors="ignore").rename(columns=named)


def statement_row(row: Statement) -> Row:
    """Return a statement as plain values."""
    return {**row.model_dump(exclude={"date"}), "date": row.date.text if row.date else ""}


def event_row(row: Event) -> Row:
    """Return an event as plain values."""
    return {**row.model_dump(exclude={"date"}), "date": row.date.text}


def source_row(row: Source) -> Row:
    """Return a source as plain values."""
    dates = {
        name: span.text if span else ""
        for name, span in (("published", row.published), ("accessed", row.accessed))
    }
    return {**row.model_dump(exclude={"published", "accessed"}), **dates}
