"""Which column of the figures is what: as told, else guessed, and said."""

from dataclasses import dataclass

from geo.boundary_files import Boundaries
from geo.columns import (
    END_NAMES,
    START_NAMES,
    TIME_NAMES,
    guess_column,
    guess_keys,
    is_time,
    pick_column,
    read_numbers,
)
from geo.errors import InputError, JoinError
from geo.join import fold_name
from geo.new.request import New, Request
from geo.table_files import Table


@dataclass(frozen=True)
class Plan:
    """Which column of the figures is what; a series in columns per time has `wide`."""

    place: str
    key: str
    start: str | None = None
    end: str | None = None
    time: str | None = None
    value: str | None = None
    wide: tuple[str, ...] = ()


def plan_columns(request: Request, table: Table, boundaries: Boundaries, new: New) -> Plan:
    """Find out which column is what; say what was guessed."""
    columns = table.columns
    told = {
        option: pick_column(getattr(request, option), columns, f"--{option}", table.name)
        for option in ("place", "start", "end", "time", "value")
    }
    attributes = {str(column): list(boundaries.frame[column]) for column in boundaries.frame.columns if column != "geometry"}
    if not attributes:
        raise InputError(f"{boundaries.name}: its features have no attributes; add one that names each place")
    asked = [told["place"]] if told["place"] else list(columns)
    found = guess_keys({column: sorted(set(table.column(column))) for column in asked if column}, attributes)
    if found is None:
        near = ", ".join(f"{column} ({', '.join(values[:3])})" for column, values in list(attributes.items())[:5])
        raise JoinError(
            f"{table.name}: no {'value of ' + repr(told['place']) if told['place'] else 'column'} matches the boundaries' "
            f"attributes: {near}; name the column of places with --place"
        )
    place, key, share = found
    if not told["place"]:
        new.said.append(f"guessed: places stand in the column {place!r}")
    new.said.append(f"guessed: {place!r} means {key!r} of the boundaries ({share:.0%} of the names match)")
    rest = [column for column in columns if column != place]
    if told["start"] or told["end"]:
        return Plan(place, key, start=told["start"], end=told["end"])
    if not told["time"] and not told["value"]:
        start, end = guess_column(rest, START_NAMES), guess_column(rest, END_NAMES)
        if start:
            also = f", ends in {end!r}" if end else ""
            new.said.append(f"guessed: starts stand in {start!r}{also}")
            return Plan(place, key, start=start, end=end)
        wide = tuple(column for column in rest if is_time(column))
        if len(wide) > 1:
            new.said.append(f"guessed: one column a time, from {wide[0]!r} to {wide[-1]!r}")
            return Plan(place, key, wide=wide)
    time = told["time"] or _guess_time(table, rest, new)
    value = told["value"] or _guess_value(table, [column for column in rest if column != time], new)
    return Plan(place, key, time=time, value=value)


def _guess_time(table: Table, columns: list[str], new: New) -> str:
    usual = guess_column(columns, TIME_NAMES)
    found = [usual] if usual else []
    found += [column for column in columns if all(is_time(text) for text in set(table.column(column)) if text)]
    if not found:
        raise InputError(
            f"{table.name}: no column holds times; there are: {', '.join(table.columns)}; "
            "name one with --start, or with --time and --value"
        )
    new.said.append(f"guessed: times stand in {found[0]!r}")
    return found[0]


def _guess_value(table: Table, columns: list[str], new: New) -> str:
    numeric = [column for column in columns if read_numbers(table.column(column), table.separator)]
    found = [column for column in numeric if fold_name(column) in ("value", "rate", "share", "figure")] or numeric
    found = found or columns
    if not found:
        raise InputError(f"{table.name}: no column is left for the values; name it with --value")
    new.said.append(f"guessed: values stand in {found[0]!r}")
    return found[0]


def lengthen(table: Table, plan: Plan) -> Table:
    """Turn one column a time into one row a place and time; empty cells say nothing."""
    place = table.columns.index(plan.place)
    times = [(table.columns.index(column), column) for column in plan.wide]
    rows, numbers = [], []
    for row, number in zip(table.rows, table.numbers, strict=True):
        for position, column in times:
            rows.append((row[place], column, row[position]))
            numbers.append(number)
    return Table(table.name, (plan.place, "time", "value"), tuple(rows), tuple(numbers), table.remarks, table.separator)
