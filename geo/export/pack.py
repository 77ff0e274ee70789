"""The newsroom pack: everything needed to publish a map, in one folder with a manifest."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from geo.errors import DefinitionError, SaveError
from geo.export.files import Request, Work
from geo.export.tables import write_datapackage
from geo.model.citation import Citation, cite_sources
from geo.model.definition import Definition, open_package, read_definition
from geo.model.recipe import build_recipe
from geo.model.scene import in_language
from geo.package.files import finish_writing, write_bytes, writing_folder
from geo.package.manifest import MANIFEST, hash_file, list_entries, read_manifest
from geo.package.read import Package
from geo.package.schema import Source
from geo.page.write import write_page
from geo.picture.alt import describe_map, describe_series, headline
from geo.text.words import LANGUAGES, say

Tell = Callable[[int, int], None]
# Of a picture: what follows the map's name, its size, pixels per inch.
_PICTURES = {
    "png": ("-1200.png", "203.2x152.4mm", 150),
    "pdf": ("-a4.pdf", "a4", 150),
    "svg": (".svg", "a4", 150),
    "social": ("-social.png", "203.2x106.68mm", 150),
    "square": ("-square.png", "190.5x190.5mm", 144),
}


@dataclass(frozen=True)
class _Step:
    """One file of a pack: its name, the key of the words that say what it is, and how it is written."""

    name: str
    what: str
    write: Callable[[Path], object]


def write_pack(
    file: str | Path,
    out: str | Path,
    *,
    day: date | str | None = None,
    lang: str | None = None,
    package: Package | None = None,
    tell: Tell | None = None,
) -> list[Path]:
    """Write a map's newsroom pack.

    Parameters
    ----------
    file : str or Path
        The definition (TOML).
    out : str or Path
        The folder; a pack that is there already is replaced as a whole.
    day, lang : optional
        The day shown and the language, one of `geo.text.words.LANGUAGES`, instead of the definition's.
    package : Package, optional
        The definition's; spares opening it again.
    tell : callable, optional
        Called with the frames that the moving picture has, and how many it will have.

    Returns
    -------
    list of Path
        The files written, the manifest last.

    Raises
    ------
    DefinitionError
        The map cannot be drawn, or the language or day is none it has.
    SaveError
        The folder holds other files, or cannot be written; it is then as it was.
    """
    target = Path(out).resolve()
    finish_writing(target.parent)
    _require_own(target)
    definition = read_definition(file)
    if lang is not None and lang not in LANGUAGES:
        raise DefinitionError(f"lang: came {lang!r}, wanted any of {', '.join(LANGUAGES)}")
    package = package or open_package(Path(file), definition)
    language = lang or definition.language
    work = Work(Path(file), Request(lang=language), package)
    opening = work.day(day)
    with writing_folder(target) as part:
        names = _write_steps(_list_steps(work, opening, Path(file), tell), part, work, opening)
    return [target / name for name in names]


def _write_steps(steps: list[_Step], folder: Path, work: Work, day: date) -> list[str]:
    """Write the files and what describes them; the names in the order of the README."""
    lang = work.lang
    citation = Citation.of(work.package, work.definition, lang, work.scene.label(day, lang))
    steps = [*steps, *_citation_steps(citation, work.scene.sources)]
    asked = {"kind": "pack", "date": day.isoformat(), "lang": lang}
    recipe = build_recipe(work.package, work.definition, asked)
    listed = [*((step.name, say(step.what, lang)) for step in steps),
              ("README.txt", say("pack.what.readme", lang)), (MANIFEST, say("pack.what.manifest", lang))]  # fmt: skip
    for step in steps:
        step.write(folder / step.name)
    title = in_language(work.scene.title, lang)
    text = _readme(title, listed, citation.line(work.scene.label(day, lang)), lang)
    write_bytes(text.encode("utf-8"), folder / "README.txt")
    whats = dict(listed)
    manifest = {
        "title": title,
        "date": day.isoformat(),
        "language": lang,
        "files": [
            {"name": path.name, "bytes": path.stat().st_size, "sha256": hash_file(path), "what": whats[path.name]}
            for path in sorted(folder.iterdir())
        ],
        "recipe": recipe,
    }
    write_bytes((json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode("utf-8"), folder / MANIFEST)
    return [name for name, _ in listed]


def _list_steps(work: Work, day: date, file: Path, tell: Tell | None) -> list[_Step]:
    name, lang = work.definition.name, work.lang
    ground, options = work.ground("png", {"hash": ""})
    shown = describe_map(ground, day, options)
    stills = ", ".join(f"{name}{ending}" for ending, _, _ in _PICTURES.values())
    alternatives = (f"{stills}:", shown, "", f"{name}.gif:", describe_series(ground, work.shown([day]), options))
    table = "pack.what.csv" if work.scene.asks == "states" else "pack.what.values"

    def page(path: Path) -> object:
        return write_page(work.package, work.definition, path, lang=lang, day=day)

    def picture(kind: str) -> Callable[[Path], object]:
        _, size, dpi = _PICTURES[kind]
        return lambda path: work.asking(size=size, dpi=dpi).write(day, path.suffix[1:], path)

    def film(path: Path) -> object:
        return work.move([day], "gif", path, tell)

    return [
        _Step(f"{name}.html", "pack.what.html", page),
        *(_Step(f"{name}{ending}", f"pack.what.{kind}", picture(kind)) for kind, (ending, _, _) in _PICTURES.items()),
        _Step(f"{name}.gif", "pack.what.gif", film),
        _Step("alt.txt", "pack.what.alt", _text(*alternatives)),
        _Step("caption.txt", "pack.what.caption", _text(headline(ground, day, options))),
        _Step("credit.txt", "pack.what.credit",
              _text(in_language(work.scene.credit, lang), in_language(work.scene.boundary_note, lang))),
        _Step("embed.txt", "pack.what.embed", _text(*embed_lines(name, ground.title(lang), shown))),
        _Step(f"{name}.csv", table, lambda path: work.write(day, "csv", path)),
        _Step(f"{name}.csv.recipe.json", "pack.what.recipe", lambda path: path),  # written with the table
        _Step(f"{name}.gpkg", "pack.what.gpkg", lambda path: work.write(day, "gpkg", path)),
        *_own_steps(file, work.package, work.definition),
    ]  # fmt: skip


def _own_steps(file: Path, package: Package, definition: Definition) -> list[_Step]:
    """What whoever gets the pack needs to check it: the definition and the data."""
    text = file.read_bytes()
    return [
        _Step(f"{definition.name}.toml", "pack.what.definition", lambda path: write_bytes(text, path)),
        _Step(f"{definition.name}.datapackage.zip", "pack.what.data", lambda path: write_data(package, definition, path)),
    ]


def write_data(package: Package, definition: Definition, path: Path) -> Path:
    """Write the data that a map draws from, as a ZIP with a recipe inside."""
    return write_datapackage(package, path, build_recipe(package, definition, {"kind": "data", "format": "datapackage"}))


def embed_lines(name: str, title: str, alt: str) -> list[str]:
    """Return the lines to paste into an article: the page in a frame of each size, and the picture."""
    shown, told = escape(title, quote=True), escape(alt, quote=True)
    lines = []
    for said, width, height in (("100% × 600", "100%", "600"), ("640 × 480", "640", "480"), ("320 × 320", "320", "320")):
        style = "border:0;width:100%" if width == "100%" else "border:0"
        size = f'width="{width}" height="{height}" style="{style}"'
        lines += [f"{said}:", f'<iframe src="{name}.html#embed" title="{shown}" {size} loading="lazy"></iframe>', ""]
    return [*lines, "PNG:", f'<img src="{name}-1200.png" width="1200" height="900" alt="{told}">']


def _text(*lines: str) -> Callable[[Path], object]:
    return lambda path: write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8"), path)


def _citation_steps(citation: Citation, sources: Sequence[Source]) -> list[_Step]:
    def file(name: str, kind: str, text: str) -> _Step:
        return _Step(name, f"pack.what.{kind}", lambda path: write_bytes(text.encode("utf-8"), path))

    return [
        file("CITATION.bib", "bib", citation.bibtex()),
        file("citation.csl.json", "csl", citation.csl()),
        file("CITATION.cff", "cff", citation.cff()),
        file("sources.bib", "sources_bib", cite_sources(sources, "bibtex")),
        file("sources.csl.json", "sources_csl", cite_sources(sources, "csl")),
    ]


def _readme(title: str, files: list[tuple[str, str]], cite: str, lang: str) -> str:
    wide = max(len(name) for name, _ in files)
    lines = [
        say("pack.about", lang, title=title), "",
        say("pack.credit", lang),
        *([say("pack.cite", lang, line=cite)] if cite else []),
        say("pack.proof", lang), "",
        say("pack.files", lang),
        *(f"  {name:{wide}}  {what}" for name, what in files),
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def _require_own(target: Path) -> None:
    """Refuse a folder with anything in it but an unchanged pack of ours."""
    if not target.exists():
        return
    if not target.is_dir():
        raise SaveError(f"{target}: is a file; name a folder")
    here = sorted(path.name for path in target.iterdir())
    if not here:
        return
    if MANIFEST not in here:
        raise SaveError(f"{target}: holds other files, such as {here[0]!r}; name a new or an empty folder")
    known = {entry["name"]: entry["sha256"] for entry in list_entries(read_manifest(target / MANIFEST))}
    for name in here:
        path = target / name
        if name != MANIFEST and not (name in known and path.is_file() and hash_file(path) == known[name]):
            why = "was changed since the pack was made" if name in known else "is not part of the pack"
            raise SaveError(f"{target}: holds {name!r}, which {why}; move it away, or name another folder")
