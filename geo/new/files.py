"""The files of a new map: its definition, the rows left over, and what was changed by hand since."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from geo.errors import SaveError
from geo.new.guess import Plan
from geo.new.kept import keep_edits
from geo.new.labels import capital, without_unit
from geo.new.land import Land
from geo.new.request import Left, New, Request
from geo.package.files import write_files
from geo.package.write import DIVISOR, write_table
from geo.reading.table import Table
from geo.text.words import format_number


def write_new(folder: Path, new: New, *, replace: bool = False) -> list[str]:
    """Write what `make_new` made; return what was kept as somebody had changed it.

    Raises
    ------
    SaveError
        A file cannot be written.
    """
    for path in (*new.files, "aliases.csv"):
        _refuse_link(folder, folder / path)
    memory = "data/datapackage.json"
    data = {path.removeprefix("data/"): content for path, content in new.files.items() if path.startswith("data/")}
    kept = keep_edits(folder / "data", data, replace=replace)
    new.files.update({f"data/{path}": content for path, content in data.items()})
    before = _made_before(folder / memory)
    own = f"maps/{new.name}.toml"
    new.files[memory] = _remember(new.files[memory], new.files[own])
    # What names the others' hashes goes first: a folder that a killed run left half new is then not read as sound.
    files: dict[str, bytes | None] = {path: new.files[path] for path in (memory, own)}
    files |= new.files
    target = folder / own
    if target.exists() and not replace and _digest(target.read_bytes()) != before:
        kept.append(f"{target}: kept as it was changed; --replace writes it anew")
        del files[own]
    if not new.left:
        files["unmatched.csv"] = None
    aliases = folder / "aliases.csv"
    if new.aliases or not aliases.exists():
        files["aliases.csv"] = _add_aliases(aliases, new)
    write_files(files, folder)
    return kept


def _add_aliases(file: Path, new: New) -> bytes:
    """Return the table of aliases as it stands, with those that were found now at its end."""
    before = file.read_text("utf-8-sig") if file.exists() else "name,place\n"
    rows = [{"name": name, "place": place} for name, place in sorted(new.aliases.items())]
    added = write_table(["name", "place"], rows).decode("utf-8").partition("\n")[2]
    return f"{before}{'' if before.endswith(chr(10)) else chr(10)}{added}".encode()


def _refuse_link(folder: Path, target: Path) -> None:
    """Refuse to write through a link that leads out of the folder."""
    if not target.resolve().is_relative_to(folder.resolve()):
        raise SaveError(f"{target}: is a link that leads out of {folder}; remove the link")


def write_definition(
    request: Request, title: str, unit: str, land: Land, figured: Collection[str], plan: Plan, breaks: Sequence[float],
    diverging: bool, outlines: bool = False, followed: Sequence[str] = (),
) -> str:  # fmt: skip
    """Return the definition as TOML, with every key that was told or found."""

    def quote(text: str) -> str:
        return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

    def text(said: str) -> str:
        """A text in the map's language, which stands for English too."""
        return quote(said) if request.lang == "en" else f"{{ en = {quote(said)}, {request.lang} = {quote(said)} }}"

    lines = [
        "# Made by `geo new`; change it as you like: every key is explained in maps/README.md.",
        f"title = {text(title)}",
        'data = "../data"',
        f"language = {quote(request.lang)}",
    ]
    if plan.start or plan.end:
        listed = [place.id for place in land.places if place.boundary or place.id in figured]
        lines += ["places = [", *(f"  {quote(place)}," for place in listed), "]"]
        if followed:
            lines.append("# Whom to follow where sources disagree, from the first to the last:")
            lines += [f"sources.{quantity} = [{', '.join(map(quote, followed))}]" for quantity in ("start", "end")]
    else:
        lines += ['values = "values"', f"unit = {quote(unit)}"]
        if request.until_next:
            lines.append("lasts = true  # each value until the place's next")
        if plan.order:
            lines.append(f"order = [{', '.join(map(quote, plan.order))}]  # from low to high")
        if plan.figures:
            named = ", ".join(f"{quote(column)} = {quote(column)}" for column in plan.figures)
            lines.append(f"figures = {{{named}}}")
            lines.append(f"figure_name = {quote(plan.value or 'value')}")
        if outlines:
            lines.append('context = ["context"]  # outlines of the levels above')
        if land.vintage:
            lines.append('boundary_times = "any"  # the boundaries are of one time, and stand for all')
        label = without_unit(plan.label, unit).replace("_", " ")
        if request.per:
            many = "" if request.per_count == 1 else f"{format_number(request.per_count, request.lang)} "
            label = f"{label} / {many}{plan.per or 'km²'}"
            lines += [f"per = {quote(DIVISOR if plan.per else 'km2')}", f"per_count = {request.per_count:.15g}"]
        if label:
            lines.append(f"subtitle = {text(capital(label))}")
        if diverging:
            lines.append("middle = 0  # classes lie evenly on both sides")
        if breaks:
            ends = ", ".join(f"{end:.15g}" for end in breaks)
            lines.append(f"classes = [{ends}]  # upper ends; the last is open")
    return "\n".join(lines) + "\n"


def write_left(left: Iterable[Left], table: Table) -> bytes:
    """Return `unmatched.csv`: each row left over with its number, the reason, the nearest names and its cells."""
    own = ["row", "name", "reason", "nearest"]
    twice = Counter([*own, *table.columns])
    header = [*own, *(f"{name} (figures)" if twice[name] > 1 else name for name in table.columns)]
    records = [
        dict(zip(header, (str(item.number), item.name, item.reason, "; ".join(item.near), *item.cells), strict=True))
        for item in sorted(left, key=lambda item: item.number)
    ]
    return write_table(header, records)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _made_before(memory: Path) -> str:
    try:
        return str(json.loads(memory.read_text("utf-8")).get("map", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _remember(descriptor: bytes, definition: bytes) -> bytes:
    described = {**json.loads(descriptor), "map": _digest(definition)}
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
