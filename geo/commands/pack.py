"""`geo pack`: everything a newsroom needs to publish a map."""

from pathlib import Path

import click

from geo.commands.options import lang_option, maps_option


@click.command("pack")
@click.argument("name", metavar="MAP")
@maps_option
@click.option("--date", "day", metavar="TIME", help="The day shown; of a month or year the last.")
@lang_option
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where to write.")
def command(name: str, maps_dir: Path | None, day: str | None, lang: str | None, out: Path) -> None:
    """Write the newsroom pack of MAP: page, pictures, texts, tables and citations in one folder.

    README.txt says what each file is for, manifest.json lists their hashes. A pack that is there already is
    replaced; other files never are. The pack of a map of one's own carries its definition and its data.

    \b
    geo pack occupation --out occupation-pack
    geo pack occupation --date 2020-11-20 --lang ru --out pack-ru
    geo verify occupation-pack
    """
    from geo.commands.progress import count_frames, say_done
    from geo.export.pack import write_pack
    from geo.model.definition import find_definitions

    file = find_definitions(maps_dir, [name])[0]
    with count_frames("Drawing frames") as tell:
        paths = write_pack(file, out, day=day, lang=lang, tell=tell)
    for path in paths:
        say_done(f"{out / path.name}  {path.stat().st_size} bytes")
