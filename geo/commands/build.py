"""`geo build`: draw every map."""

import hashlib
import time
from pathlib import Path

import click

from geo.commands.options import MAIN_MAP, maps_option


@click.command("build")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@maps_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where to write; by default, gallery/ in the folder of definitions.",
)
def command(names: tuple[str, ...], maps_dir: Path | None, out: Path | None) -> None:
    """Draw maps as self-contained HTML files, and an index of them.

    Without names, every definition of the folder; without --maps, those that come with the program.

    \b
    geo build
    geo build occupation --out pages
    geo build --maps votes/maps
    """
    from geo.commands.progress import say_done, track_steps
    from geo.model.definition import find_definitions, open_package, read_definition
    from geo.package.files import make_folder, write_text
    from geo.page.index import draw_index
    from geo.page.write import write_page

    files = find_definitions(maps_dir, names)
    definitions = [read_definition(file) for file in files]
    out = out or (maps_dir or Path("maps")) / "gallery"
    make_folder(out)

    def report(target: Path, began: float) -> None:
        data = target.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        say_done(f"{target}  {len(data)} bytes  {digest}  {time.perf_counter() - began:.1f} s")

    for file, definition in track_steps(list(zip(files, definitions, strict=True)), "Drawing maps"):
        began = time.perf_counter()
        package, target = open_package(file, definition), out / f"{definition.name}.html"
        report(write_page(package, definition, target), began)
    began = time.perf_counter()
    there = [file for file in find_definitions(maps_dir) if (out / f"{file.stem}.html").is_file()]
    there.sort(key=lambda file: file.stem != MAIN_MAP)  # else by name
    listed = [(open_package(file, found), found) for file in there for found in [read_definition(file)]]
    report(write_text(draw_index(listed), out / "index.html"), began)
