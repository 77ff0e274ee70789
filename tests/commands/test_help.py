import re
import subprocess
import sys

from click.testing import CliRunner

from geo.cli import COMMANDS, cli


def test_every_command_has_help_with_an_example() -> None:
    for name in COMMANDS:
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0, name
        assert re.search(rf"^  .*geo {name}", shown.output, re.MULTILINE), (
            f"{name} shows no example on a line of its own"
        )
        assert "\\" not in shown.output


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom geo.cli import cli\ntry:\n    cli(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'geopandas', 'folium', 'pandas', 'shapely', 'matplotlib', 'numpy', 'rich', 'pydantic', 'babel'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_wrong_command_suggests_one() -> None:
    shown = CliRunner().invoke(cli, ["biuld"])
    assert shown.exit_code == 2
    assert "build" in shown.output
