"""`geo verify`: whether files are what they say they are."""

from pathlib import Path

import click

from geo.commands.options import json_option, maps_option, print_json


@click.command("verify")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@maps_option
@json_option
def command(files: tuple[Path, ...], maps_dir: Path | None, as_json: bool) -> None:
    """Read the recipe inside each FILE, make the file again in a temporary folder, and say whether it is the same.

    FILE is a page, a picture, a film, a report, a table, a GIS file, or the folder of a pack. If it is not the same, the first
    difference is named, and what may explain it: edited since, other data, or another program. Exit code 1 then.

    \b
    geo verify occupation.html
    geo verify figures/*.png tables/occupation-1994-05-12.csv
    geo verify occupation-pack --json
    """
    from geo.commands.progress import count_frames
    from geo.proof.check import verify_files

    bad = 0
    verdicts = []
    with count_frames("Checking") as tell:
        for verdict in verify_files(list(files), maps_dir, tell):
            bad += not verdict.good
            if as_json:
                verdicts.append({"file": verdict.file, "verdict": verdict.kind, "good": verdict.good, "text": verdict.text})
            else:
                click.echo(verdict)
    if as_json:
        print_json(verdicts)
    if bad:
        raise SystemExit(1)
