"""SDMX-JSON, as statistics offices and banks send it: figures by series and observation, as one row each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geo.errors import InputError
from geo.reading.table import MOST_CELLS, Numbered, Table, cell_text, tabulate

_Values = Sequence[Mapping[str, Any]]
STATUS = "OBS_STATUS"


def is_sdmx(whole: Mapping[str, Any]) -> bool:
    """Whether JSON is SDMX-JSON, of versions 1 or 2, or of the time before them."""
    held = whole.get("data") if isinstance(whole.get("data"), dict) else whole
    return isinstance(held, dict) and isinstance(held.get("dataSets"), list) and bool({"structure", "structures"} & set(held))


def read_sdmx(name: str, whole: Mapping[str, Any], encoding: str) -> Table:
    """Return one row a figure, with the code and the label of each of its dimensions, and its status.

    Raises
    ------
    InputError
        A part is missing, or there are too many figures.
    """
    try:
        held: Mapping[str, Any] = whole["data"] if isinstance(whole.get("data"), dict) else whole
        every: Sequence[Mapping[str, Any]] = held.get("structures") or [held["structure"]]
        header: dict[str, None] = {}
        records: list[dict[str, str]] = []
        for part in held["dataSets"]:
            structure = every[int(part.get("structure", 0)) if len(every) > 1 else 0]
            for record in _observations(part, structure):
                records.append(record)
                header.update(dict.fromkeys(record))
                if len(records) * len(header) > MOST_CELLS:
                    raise InputError(f"{name}: has more than {len(records):,} figures; ask its publisher for fewer")
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        said = " ".join(str(error).split())[:80]
        raise InputError(
            f"{name}: is SDMX-JSON without all of its parts ({type(error).__name__}: {said}); fetch it again, or as SDMX-CSV"
        ) from None
    if not records:
        raise InputError(f"{name}: is SDMX-JSON without a figure; ask its publisher for other times or places, or for SDMX-CSV")
    rows: list[Numbered] = [(1, list(header))]
    rows += [(number, [record.get(column, "") for column in header]) for number, record in enumerate(records, start=2)]
    return tabulate(name, rows, [f"read as SDMX-JSON, {encoding}; rows count its figures from 2"])


def _observations(part: Mapping[str, Any], structure: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    dimensions, attributes = structure["dimensions"], structure.get("attributes") or {}
    common = _named(dimensions.get("dataSet") or [], [0] * len(dimensions.get("dataSet") or []))
    held = part.get("series")
    series = held.items() if isinstance(held, dict) and held else [("", {"observations": part.get("observations") or {}})]
    status = next((at for at, one in enumerate(attributes.get("observation") or []) if one.get("id") == STATUS), None)
    for key, one in series:
        above = {**common, **_named(dimensions.get("series") or [], _places(key))}
        for inner, observed in one["observations"].items():
            record = {**above, **_named(dimensions.get("observation") or [], _places(inner))}
            cells = observed if isinstance(observed, list) else [observed]
            mark = cells[1 + status] if status is not None and len(cells) > 1 + status else None
            if cells[0] is None and mark is None:
                continue
            record["OBS_VALUE"] = cell_text(cells[0])
            record[STATUS] = "" if status is None or mark is None else _code(attributes["observation"][status]["values"], mark)
            yield record


def _places(key: str) -> list[int]:
    return [int(place) for place in key.split(":")] if key else []


def _named(dimensions: Sequence[Mapping[str, Any]], places: Sequence[int]) -> dict[str, str]:
    """Return the code of each dimension, and its label where that is another."""
    found = {}
    for dimension, place in zip(dimensions, places, strict=True):
        name, value = str(dimension["id"]), dimension["values"][place]
        code, label = str(value.get("id", "")), value.get("name", "")
        label = next(iter(label.values()), "") if isinstance(label, dict) else label
        found[name] = code or str(label)
        if label and str(label) != code:
            found[f"{name} label"] = str(label)
    return found


def _code(values: _Values, place: Any) -> str:
    """Return an attribute's code: the place in the list of its values, or, of some publishers, the code itself."""
    return str(values[place].get("id", "")) if isinstance(place, int) else str(place)
