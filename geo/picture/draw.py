"""Pictures without a browser: one day, before and after, small multiples or an atlas, as PNG, SVG or PDF.

The same inputs give the same bytes: metadata carry no clock, ids no chance.
"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo.errors import DefinitionError
from geo.look.letters import FAMILY, families, subset_font
from geo.model.build import build_scene
from geo.model.definition import Definition
from geo.model.recipe import MAKER, build_recipe, canonical
from geo.model.scene import Scene
from geo.model.timeline import Timeline
from geo.package.files import write_bytes
from geo.package.read import Package
from geo.picture.alt import describe_map, describe_pair, describe_series
from geo.picture.frame import LAND
from geo.picture.ground import Ground, find_day, find_series, view_of
from geo.picture.layout import LAYOUTS, Options, compose_multiples, compose_pair, compose_single, last_change
from geo.picture.pdf import pdf_bytes
from geo.picture.sheet import STYLE, Sheet, parse_size
from geo.text.dates import day_before

FORMATS = ("png", "svg", "pdf")
DPI = 150


def draw_picture(
    package: Package,
    definition: Definition,
    day: date | str,
    path: str | Path,
    *,
    timeline: Timeline | None = None,
    scene: Scene | None = None,
    layout: str = "single",
    size: str = "a4",
    dpi: int = DPI,
    lang: str | None = None,
    bbox: Sequence[float] | None = None,
    places: Sequence[str] = (),
    projection: str = "",
    figure: str = "",
    title: str = "",
    caption: str = "",
    grey: bool = False,
    transparent: bool = False,
) -> Path:
    """Draw a map of one day as a picture.

    Parameters
    ----------
    package, definition
        What is drawn.
    day : datetime.date or str
        The day, or of figures any time that EDTF can write; a before-and-after takes the last change on or before it,
        multiples and atlas take every stop.
    path : str or Path
        Where to write; its ending (png, svg, pdf) is the format. Further sheets of a PNG or SVG get `-2`, `-3`.
    timeline, scene : optional
        Of this package and definition: spare building them again.
    layout : {"single", "before-after", "multiples", "atlas"}
        How the sheet is divided.
    size : str
        a4, a5, letter, slide, square, or `WxHmm`.
    dpi : int
        Pixels per inch of a PNG.
    lang : str, optional
        en, az, hy or ru; the definition's language by default.
    bbox : sequence of float, optional
        West, south, east, north in degrees to show.
    places : sequence of str
        Ids of the places to show instead.
    projection : str
        Of `geo.look.choice`, in place of the definition's.
    figure : str
        Which of several figures or accounts; the first by default, of accounts two beside each other.
    title, caption : str
        A title in place of the definition's, and a text under the map.
    grey, transparent : bool
        Print in greys; leave the paper out.

    Returns
    -------
    Path
        The file written; of several, the first.

    Raises
    ------
    DefinitionError
        The layout, size, view or ending is not one there is, or leaves no room for a map.
    SaveError
        The file cannot be written.

    Examples
    --------
    >>> from geo.package.read import read_package
    >>> from geo.model.definition import read_definition
    >>> folder = getfixture("tmp_path")
    >>> draw_picture(read_package(), read_definition("occupation"), date(1993, 8, 23), folder / "map.svg", lang="ru").name
    'map.svg'
    """
    target = Path(path)
    kind = target.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise DefinitionError(f"{target.name}: ends in {target.suffix!r}, wanted .{', .'.join(FORMATS)}")
    scene = scene or build_scene(package, definition, timeline)
    day = find_day(scene, day)
    ground = Ground(scene, view_of(scene, bbox, places), projection or definition.projection, find_series(scene, figure))
    asked = {
        "date": day.isoformat(), "layout": layout, "size": size, "lang": lang or definition.language,
        "bbox": list(bbox or ()), "places": list(places),
        "projection": projection, "figure": figure, "title": title, "caption": caption,
        "grey": grey, "transparent": transparent, "dpi": dpi if kind == "png" else None, "format": kind,
        # A choice of the caller's own is in no definition: from the recipe alone nobody can draw it again.
        "timeline": "" if timeline is None or timeline.choice == definition.account else "own",
    }  # fmt: skip
    recipe = build_recipe(package, definition, asked)
    options = Options(
        parse_size(size), lang or definition.language, title, caption, ground.view if bbox or places else None, grey,
        transparent, recipe["hash"], outlined=kind == "png", alone=bool(figure),
    )  # fmt: skip
    pages = compose(ground, day, layout, options)
    return save_sheets(pages, target, dpi, describe(ground, day, layout, options), recipe, options, ground)[0]


def compose(ground: Ground, day: date, layout: str, options: Options) -> list[Sheet]:
    """Lay out a picture's sheets.

    Raises
    ------
    DefinitionError
        There is no such layout.
    """
    with matplotlib.rc_context(STYLE):
        if layout == "single":
            return [compose_single(ground, day, options)]
        if layout == "before-after":
            after = last_change(ground, day)
            return [compose_pair(ground, day_before(after), after, options)]
        if layout == "multiples":
            return compose_multiples(ground, options)
        if layout == "atlas":
            from geo.picture.atlas import compose_atlas

            return compose_atlas(ground, options)
    raise DefinitionError(f"layout: came {layout!r}, wanted one of {', '.join(LAYOUTS)}")


def describe(ground: Ground, day: date, layout: str, options: Options) -> str:
    """Return a picture's alternative text."""
    if layout == "single":
        return describe_map(ground, day, options)
    if layout == "before-after":
        after = last_change(ground, day)
        return describe_pair(ground, day_before(after), after, options)
    return describe_series(ground, ground.days, options)


def save_sheets(
    sheets: Sequence[Sheet],
    path: Path,
    dpi: int,
    alt: str,
    recipe: Mapping[str, Any],
    options: Options,
    ground: Ground,
) -> list[Path]:
    """Write sheets to one PDF, or to a PNG or SVG each, with title, description, recipe and a further sheet's number."""
    kind = path.suffix.lstrip(".").lower()
    title = options.title or ground.title(options.lang)
    about = {"Title": title, "Description": alt, "Recipe": canonical(recipe)}
    if kind == "pdf":
        return [write_bytes(pdf_bytes(sheets, about, options.lang), path)]
    paths = []
    for number, sheet in enumerate(sheets, start=1):
        target = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        own = about if number == 1 else {**about, "Sheet": str(number)}
        data = png_bytes(sheet, dpi, own) if kind == "png" else svg_bytes(sheet, own, options.lang)
        paths.append(write_bytes(data, target))
    return paths


def render(sheet: Sheet, dpi: float) -> Image.Image:
    """Return a sheet's pixels; without its paper only if it was asked to be transparent."""
    with matplotlib.rc_context(STYLE):
        sheet.figure.set_dpi(dpi)
        canvas: Any = FigureCanvasAgg(sheet.figure)
        canvas.draw()
    width, height = canvas.get_width_height()
    image = Image.frombuffer("RGBA", (width, height), bytes(canvas.buffer_rgba()), "raw", "RGBA", 0, 1)
    if sheet.transparent:
        return image
    return image.convert("L" if sheet.grey else "RGB")


def png_bytes(sheet: Sheet, dpi: float, about: Mapping[str, str]) -> bytes:
    """Return a sheet as a PNG of a stated density."""
    info = PngInfo()
    for key, text in {**about, "Software": MAKER}.items():
        info.add_itxt(key, text)
    target = io.BytesIO()
    render(sheet, dpi).save(target, "PNG", dpi=(dpi, dpi), pnginfo=info, compress_level=2)
    return target.getvalue()


def svg_bytes(sheet: Sheet, about: Mapping[str, str], lang: str) -> bytes:
    """Return a sheet as an SVG whose text is text, in a font it carries."""
    target = io.BytesIO()
    metadata = {"Date": None, "Creator": MAKER, "Title": about["Title"], "Description": about["Description"]}
    with matplotlib.rc_context(STYLE):
        sheet.figure.savefig(target, format="svg", metadata=metadata)
    text = target.getvalue().decode("utf-8")
    fonts = []
    letters = "".join(sheet.texts)
    others = dict.fromkeys(family for line in sheet.texts for family in families(line)[1:])
    faces = [(FAMILY, "normal", False), (FAMILY, "bold", True), *((name, "100 900", False) for name in others)]
    for family, weight, bold in faces:
        data = subset_font(letters, bold, family)
        fonts.append(
            f'@font-face{{font-family:"{family}";font-weight:{weight};'
            f'src:url("data:font/woff;base64,{data}") format("woff")}}'
        )
    head = (
        f'<title>{escape(about["Title"])}</title>\n  <desc>{escape(about["Description"])}</desc>\n'
        f'  <style type="text/css">{"".join(fonts)}</style>\n'
    )
    number = f' sheet="{about["Sheet"]}"' if "Sheet" in about else ""
    recipe = f'<metadata>\n  <geo:recipe xmlns:geo="urn:geo-timemaps"{number}>{escape(about["Recipe"])}</geo:recipe>'
    text = re.sub(r"(<svg [^>]*)>", rf'\1 role="img" xml:lang="{lang}">\n  {_literal(head)}', text, count=1)
    text = text.replace("<metadata>", recipe, 1)
    text = re.sub(rf'<g id="{LAND}([^"]*)">', r'<g data-land="\1">', text)
    return text.encode("utf-8")


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\")
