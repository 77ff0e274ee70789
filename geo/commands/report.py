"""`geo report`: the written report of a map, for print and for a word processor."""

from pathlib import Path

import click

from geo.commands.options import lang_option, maps_option


@click.command("report")
@click.argument("name", metavar="MAP")
@maps_option
@click.option(
    "--format", "formats", default="docx,pdf", show_default=True, metavar="F[,F…]", help="docx to edit, pdf to read and print."
)
@click.option(
    "--date", "day", metavar="TIME", help="The day of the large map and of the table; of a month or year the last."
)
@lang_option
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where to write.")
def command(name: str, maps_dir: Path | None, formats: str, day: str | None, lang: str | None, out: Path) -> None:
    """Write MAP as a report to print, cite and edit.

    It has the numbers that matter with their caveats, the map at the key dates, the figures with their sources, the
    audit, what changed when, where sources disagree, and how to cite. Both formats say the same. The tables come from
    `geo at`, `geo audit` and `geo changes`; no number is typed by hand.

    \b
    geo report occupation --out brief
    geo report occupation --date 1993-08-23 --format pdf --lang az --out brief
    geo report votes --maps votes/maps --out brief
    """
    from geo.commands.progress import count_frames, say_done
    from geo.model.definition import find_definitions
    from geo.report.files import write_report

    file = find_definitions(maps_dir, [name])[0]
    kinds = [part.strip().lower() for part in formats.split(",") if part.strip()]
    with count_frames("Writing the report") as count:
        written: list[Path] = []

        def tell(path: Path) -> None:
            written.append(path)
            count(len(written), len(kinds))
            say_done(path)

        count(0, len(kinds))
        write_report(file, kinds, lang, out, day=day, tell=tell)
