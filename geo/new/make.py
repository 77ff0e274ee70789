"""A new map from boundaries and figures: look at the files, guess what is not told, join.

Nothing is written before everything is known; a row that cannot be drawn is kept in `unmatched.csv` with the reason.
"""

import re
from collections.abc import Callable, Set
from dataclasses import replace

from geo.errors import JoinError, few
from geo.new.breaks import round_breaks
from geo.new.combine import fill_names, join_keys, join_times
from geo.new.exchanged import find_exchanged
from geo.new.files import write_definition, write_left
from geo.new.guess import plan_columns, tell_unused
from geo.new.kept import check_overwrite
from geo.new.labels import guess_title, guess_unit, read_source, take_units
from geo.new.land import Land, make_places
from geo.new.levels import find_levels, set_levels
from geo.new.matching import match_rows, read_aliases
from geo.new.periods import Periods, read_periods
from geo.new.request import BOUNDARIES, FIGURES, New, Request
from geo.new.series import read_divisor, read_series
from geo.new.times import count_outside
from geo.new.wide import choose_rows, lengthen, turn_table
from geo.package.files import finish_writing
from geo.package.schema import Source
from geo.package.write import package_files
from geo.reading.boundaries import Boundaries, read_boundaries
from geo.reading.codes import plain_code
from geo.reading.columns import make_id
from geo.reading.table import Table
from geo.reading.tables import read_table
from geo.text.names import fold_name

NO_IDS = frozenset({"-99", "-099", "-9999"})  # how files write that a place has no code
BOTH_SIDES = 0.1  # of the values: where so many lie on either side of 0, it is the middle


def make_new(request: Request) -> New:
    """Look, guess, join; return everything that is to be written.

    Raises
    ------
    GeoError
        A file cannot be read, a column is not there or cannot be guessed, nothing matches, or (strict) a
        row does not; nothing has been written then.
    """
    name = make_id(request.folder.resolve().name) or "map"
    new = New(name)
    finish_writing(request.folder)
    if not request.replace:
        check_overwrite(request.folder / "data")
    aliases = read_aliases(request.folder / "aliases.csv")
    boundaries = read_boundaries(request.boundaries, crs=request.crs, swap=request.swap, known=_know(request))
    boundaries = _without_no_ids(boundaries)
    if not request.swap:
        find_exchanged(boundaries, new)
    names = {fold_name(text) for column in boundaries.frame.columns.drop("geometry") for text in boundaries.frame[column]} - {""}

    def count_names(text: str) -> int:
        return len(names & {fold_name(cell) for cell in re.split(r"[,;|\t\r\n]", text)})

    table = read_table(request.figures, encoding=request.encoding, sheet=request.sheet, judge=count_names)
    features = "1 feature" if len(boundaries.frame) == 1 else f"{len(boundaries.frame)} features"
    new.said.append(f"{boundaries.name}: {features}, {boundaries.crs}")
    new.said += [f"{boundaries.name}: {remark}" for remark in boundaries.remarks]
    new.said += _told(boundaries)
    new.said.append(f"{table.name}: {len(table.rows)} rows; {'; '.join(table.remarks)}")
    of_figures, boundaries = _choose_land(request, table, boundaries, new)
    table = choose_rows(table, of_figures, new)
    table = turn_table(table, names, new)
    table = join_times(table, request, new)
    request, table, boundaries = join_keys(request, table, boundaries, new)
    plan = plan_columns(request, table, boundaries, aliases, new)
    tell_unused(table, plan, request, new)
    boundaries = _plain_keys(boundaries, plan.key)
    land = make_places(request, boundaries, plan.key, plan.word, new)
    table, unit_row = take_units(table, plan)
    if unit_row:
        new.said.append(f"{table.name}: the row below the header holds units, and is no row of figures: {unit_row!r}")
    table = table if plan.wide else fill_names(table, plan.place, (plan.value or "", plan.flag, *plan.figures), new)
    ids = match_rows(table, plan, land, aliases, request, new)
    outlines = None
    if not plan.start and not plan.end:
        levels = find_levels(land, {place for place in ids if place})
        land, ids, outlines = set_levels(land, levels, table, plan.place, ids, new)
    if plan.wide:
        table, ids = lengthen(table, plan.wide, ids, new, plan.year)
    sources = _sources(request, boundaries, table)
    title = request.title or guess_title(table, request.folder.resolve().name)
    unit = request.unit or unit_row or guess_unit([plan.label, *table.above[:1]], table.column(plan.value) if plan.value else ())
    if unit and not request.unit:
        new.said.append(f"guessed: the unit is {unit!r}")
    periods = Periods(())
    divisor: list[dict[str, str]] = []
    breaks: list[float] = []
    diverging = False
    values: list[dict[str, str]] | None = None
    if plan.start or plan.end:
        periods = read_periods(table, plan, ids, request, new)
        new.joined = len({row.place for row in periods.statements})
    else:
        values = read_series(table, plan, ids, request, new)
        new.joined = len({row["place"] for row in values})
        divisor = read_divisor(table, plan, ids, request, new) if plan.per else []
        numbers = [] if request.per else _numbers(values)
        diverging = min((sum(n < 0 for n in numbers), sum(n > 0 for n in numbers))) > BOTH_SIDES * len(numbers)
        breaks = [] if diverging else round_breaks(numbers)
        if diverging:
            new.said.append("guessed: values on both sides of 0 are drawn in two colours that meet there")
        outside = count_outside(values, land.frame)
        if outside:
            drawn = "drawn on the boundaries there are" if land.vintage else "not drawn"
            new.said.append(f"{table.name}: values of a time at which their place has no boundary: {outside}, {drawn}")
    if not periods.statements and not values:
        first = f"; first {new.left[0]}" if new.left else ""
        remedy = "correct the rows, or name other columns with --place and the others"
        raise JoinError(f"{table.name}: no row could be drawn{first}; {remedy}")
    if request.strict and new.left:
        more = f" (and {len(new.left) - 1} more)" if len(new.left) > 1 else ""
        raise JoinError(f"{table.name}, {new.left[0]}{more}; correct the rows, or add the names to aliases.csv")
    files = package_files(
        name, title, places=land.places, sources=[*sources, *periods.sources], boundaries=land.frame, context=outlines,
        statements=periods.statements, parties=periods.parties, values=values, divisor=divisor, unit=unit, figures=plan.figures,
    )  # fmt: skip
    new.files = {f"data/{path}": data for path, data in files.items()}
    figured = {row["place"] for row in values or []} | {row.place for row in periods.statements}
    new.said += filter(None, [_tell_undrawn(land, figured)])
    text = write_definition(request, title, unit, land, figured, plan, breaks, diverging, outlines is not None, periods.followed)
    new.files[f"maps/{name}.toml"] = text.encode("utf-8")
    new.files["unmatched.csv"] = write_left(new.left, table)
    return new


def _know(request: Request) -> Callable[[Set[str]], int]:
    """Return what counts the names in the figures among some texts; the figures are read once it is asked."""
    folded: set[str] = set()

    def count(texts: Set[str]) -> int:
        if not folded and request.figures != "-":
            table = read_table(request.figures, encoding=request.encoding, sheet=request.sheet)
            folded.update(fold_name(plain_code(cell)) for row in (table.columns, *table.rows) for cell in row)
            folded.update(cell.lstrip("0") for cell in list(folded) if cell.isdigit())
        known = {fold_name(plain_code(text)) for text in texts} - {""}
        known |= {text.lstrip("0") for text in known if text.isdigit()}
        return len(known & folded)

    return count


def _choose_land(
    request: Request, table: Table, boundaries: Boundaries, new: New
) -> tuple[list[str], Boundaries]:
    """Keep the features that meet the conditions on attributes that the figures lack; return the other conditions.

    Raises
    ------
    InputError
        No feature meets a condition.
    """
    known = {fold_name(column) for column in table.columns}
    attributes = [str(column) for column in boundaries.frame.columns if column != "geometry"]
    left: list[str] = []
    for condition in request.where:
        name = fold_name(condition.partition("=")[0])
        if name in known or name not in {fold_name(column) for column in attributes}:
            left.append(condition)
            continue
        frame = boundaries.frame
        rows = tuple(zip(*(frame[column] for column in attributes), strict=True))
        whole = Table(boundaries.name, tuple(attributes), rows, tuple(range(len(rows))))
        kept = choose_rows(whole, [condition], new)
        boundaries = replace(boundaries, frame=frame.iloc[list(kept.numbers)].reset_index(drop=True))
    return left, boundaries


def _without_no_ids(boundaries: Boundaries) -> Boundaries:
    """Empty the attributes that only say that there is no id."""
    frame = boundaries.frame
    cleared = {
        column: ["" if text in NO_IDS else text for text in frame[column]]
        for column in frame.columns
        if column != "geometry" and frame[column].isin(list(NO_IDS)).any()
    }
    return replace(boundaries, frame=frame.assign(**cleared)) if cleared else boundaries


def _plain_keys(boundaries: Boundaries, key: str) -> Boundaries:
    """Give the ids by which figures are joined without what programs add to them, where they stay different."""
    texts = list(boundaries.frame[key])
    plain = [plain_code(text) for text in texts]
    if plain == texts or len(set(plain)) < len(set(texts)):
        return boundaries
    return replace(boundaries, frame=boundaries.frame.assign(**{key: plain}))


def _tell_undrawn(land: Land, figured: Set[str]) -> str:
    """Name the places that have figures and no land to draw them on."""
    bare = [place.name() for place in land.places if place.id in figured and not place.boundary]
    said = f"{len(bare)} with figures have no land and are not drawn: {few(bare)}; they stay in the table"
    return said if bare else ""


def _numbers(values: list[dict[str, str]]) -> list[float]:
    try:
        return [float(row["value"]) for row in values]
    except ValueError:
        return []  # categories


def _told(boundaries: Boundaries) -> list[str]:
    shown = [str(finding) for finding in boundaries.findings[:5]]
    more = len(boundaries.findings) - len(shown)
    return shown + ([f"{boundaries.name}: {more} more features were repaired or left out in the same ways"] if more else [])


def _sources(request: Request, boundaries: Boundaries, table: Table) -> list[Source]:
    note = "" if boundaries.crs == "EPSG:4326" else f"Reprojected from {boundaries.crs}."
    return [
        Source(id=BOUNDARIES, title=boundaries.name, note=note),
        Source.model_validate({"id": FIGURES, **read_source(request.source, table)}),
    ]
