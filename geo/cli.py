"""The command `geo`: one thin module per subcommand in `geo/commands`, heavy imports inside each."""

import atexit
import gc
import io
import os
import sys
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import click

from geo.errors import GeoError, plain_line

# In the order in which a newcomer meets them.
COMMANDS = (
    "build", "new", "at", "audit", "changes", "sources", "check", "figures", "aggregate", "export", "report", "pack",
    "verify",
)  # fmt: skip


class _Commands(click.Group):
    """Subcommands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of `COMMANDS`."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one subcommand, or None for an unknown name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"geo.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the subcommand, and suggest the nearest for a name that is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"{error.message}{hint}", ctx) from None


def _add_words(_: click.Context, __: click.Parameter, files: tuple[str, ...]) -> None:
    """Take in languages before any command is imported, so that each knows them as it knows its own."""
    if not files:
        return
    from geo.limits import refuse_pipe
    from geo.text import messages

    for file in files:
        refuse_pipe(Path(file))
        messages.add_words(file)
    messages.LANGUAGES = messages.list_languages()


_EPILOG = """\b
Exit codes
  0  done
  1  what was given is wrong, a check found errors, or a file is not what it says; one line tells which
  2  the command line is wrong
"""


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(package_name="geo-timemaps", prog_name="geo")
@click.option("-q", "--quiet", is_flag=True, help="Say answers, warnings and errors only: no progress, no list of files.")
@click.option(
    "--words", multiple=True, metavar="FILE", is_eager=True, expose_value=False, callback=_add_words,
    help="A language of your own, such as ar.json, with the keys of geo/text/lang/en.json; may be given again.",
)
def cli(quiet: bool) -> None:
    """Time-stamped maps from dated statements about places.

    \b
    geo build                   draw the maps that come with the program
    geo at 1993-08-23           what held on that day
    geo check data              what is wrong with a data package
    """
    del quiet  # `geo.commands.progress` asks the context for it


@contextmanager
def _plain_warnings() -> Iterator[None]:
    """Show each warning as one line without the code that gave it, and say once which letters no font has."""
    said: set[str] = set()
    lacking: set[str] = set()

    def show(message: Warning | str, *_: object) -> None:
        text = str(message)
        if hasattr(message, "letters"):  # `geo.look.letters.MissingLetters`, which takes too long to import
            lacking.update(message.letters)
        elif text.startswith("Glyph ") and "missing from" in text:
            pass  # what the drawing library says of the same letters
        elif text not in said:
            said.add(text)
            click.echo(f"warning: {text}", err=True)

    with warnings.catch_warnings():
        warnings.showwarning = show  # type: ignore[assignment]
        try:
            yield
        finally:
            if lacking:
                named = [letter for letter in sorted(lacking) if not unicodedata.category(letter).startswith("M")]
                shown = "".join(named[:20]) + ("…" if len(named) > 20 else "")
                click.echo(
                    f"warning: no font of pictures and reports has {shown}; boxes stand for them there. "
                    "The page shows them, and an SVG does where the reader has a font; `geo check` names the places",
                    err=True,
                )


def main() -> None:
    """Run the command line: a known failure is one line and exit code 1, a wrong option exit code 2."""
    gc.set_threshold(100_000, 50, 50)
    atexit.register(gc.freeze)  # the machine takes all memory back; looking through it first took a fifth of `geo at`
    if sys.stdout is None or sys.stderr is None:  # closed by whoever called: then there is nobody to tell
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open as long as the program runs
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    if sys.stdin is None:  # closed too: then there is nothing to read
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - as above
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file's name may hold what the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    try:
        with _plain_warnings():
            cli(standalone_mode=True)
    except GeoError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: {named}{error.strerror or error}", err=True)
        sys.exit(1)
    except RuntimeError as error:
        if "Symlink loop" not in str(error):  # what Python before 3.13 says of a link that leads to itself
            raise
        click.echo(f"Error: {plain_line(str(error))}; name another folder", err=True)
        sys.exit(1)
    except MemoryError:
        click.echo("Error: there is not enough memory for this; draw fewer places or times, or a smaller picture", err=True)
        sys.exit(1)
    except KeyboardInterrupt:  # outside of a command, which says so itself
        click.echo("Aborted!", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
