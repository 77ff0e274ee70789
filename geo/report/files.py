"""Write a map's report in any mix of its forms."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path

from geo.errors import DefinitionError, SaveError
from geo.model.definition import open_package, read_definition
from geo.model.recipe import build_recipe
from geo.package.files import make_folder, write_bytes
from geo.picture.ground import name_time
from geo.report.blocks import Report
from geo.report.content import write_content
from geo.report.material import Material, gather_periods
from geo.report.values import gather_values
from geo.text.words import LANGUAGES


def _pdf(report: Report, material: Material) -> bytes:
    from geo.report.pdf import draw_pdf

    return draw_pdf(report, material)


def _docx(report: Report, material: Material) -> bytes:
    from geo.report.word import draw_docx

    return draw_docx(report, material)


_FORMS: Mapping[str, tuple[str, Callable[[Report, Material], bytes]]] = {"docx": ("docx", _docx), "pdf": ("typst", _pdf)}
FORMATS = tuple(_FORMS)


def write_report(
    file: str | Path,
    formats: Iterable[str],
    lang: str | None,
    out: str | Path,
    *,
    day: date | str | None = None,
    tell: Callable[[Path], None] | None = None,
) -> list[Path]:
    """Write the report of a map.

    Parameters
    ----------
    file : str or Path
        The definition (TOML).
    formats : iterable of str
        Any of `FORMATS`.
    lang : str or None
        One of `geo.text.words.LANGUAGES`; None for the definition's.
    out : str or Path
        The folder; made if it is not there.
    day : datetime.date or str, optional
        The day of the large map and of what is held place by place, or a time of which the last day counts.
    tell : callable, optional
        Called with each file once it is written.

    Returns
    -------
    list of Path
        Named `NAME-report[-TIME][-LANG].EXT`, in the order of the formats; what is the definition's is left out.

    Raises
    ------
    DateError
        The day is no time.
    DefinitionError
        A format or language is not one there is, or the map never changes.
    SaveError
        A file cannot be written, or needs a package that is not installed. No half-written file has its name.
    """
    wanted = list(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            raise DefinitionError(f"format: came {name!r}, wanted any of {', '.join(FORMATS)}")
        _require(name)
    if not wanted:
        raise DefinitionError(f"format: is empty; name any of {', '.join(FORMATS)}")
    definition = read_definition(file)
    language = lang or definition.language
    if language not in LANGUAGES:
        raise DefinitionError(f"lang: came {language!r}, wanted any of {', '.join(LANGUAGES)}")
    package = open_package(Path(file), definition)
    gather = gather_values if definition.values else gather_periods
    material: Material = gather(package, definition, day)
    folder = make_folder(out)
    asked = "" if day is None else material.day.isoformat()
    time = name_time(material.shown, material.day) if asked else ""
    suffix = "".join(f"-{part}" for part in (time, "" if language == definition.language else language) if part)
    paths = []
    for name in wanted:
        recipe = build_recipe(package, definition, {"kind": "report", "format": name, "date": asked, "lang": language})
        data = _FORMS[name][1](write_content(material, language, recipe), material)
        paths.append(write_bytes(data, folder / f"{definition.name}-report{suffix}.{name}"))
        if tell:
            tell(paths[-1])
    return paths


def _require(name: str) -> None:
    """Refuse a form whose package is missing before any work is done."""
    module = _FORMS[name][0]
    try:
        import_module(module)
    except ImportError as error:
        package = {"docx": "python-docx"}.get(module, module)
        raise SaveError(f"{name}: needs the package {package}; run: pip install 'geo-timemaps[report]'") from error
