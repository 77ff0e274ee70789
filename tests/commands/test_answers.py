"""What `--json` prints is what the schemas in the package say."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import geo.commands
from geo.cli import COMMANDS, cli
from tests import needs

SCHEMAS = Path(geo.commands.__file__).parent / "answers"
VALUES = ("--map", "life-expectancy")
PARTIES = ("--map", "colonial-rule")
ASKED = [
    ("at", "1990-06-01"), ("at", "2021-06-01"), ("at", "1960", *PARTIES), ("at", "1987", *VALUES), ("at", "1900", *VALUES),
    ("audit",), ("audit", *PARTIES), ("audit", *VALUES), ("audit", "--map", "us-unemployment"),
    ("changes", "1993", "1994"), ("changes", "1950", "1970", *PARTIES), ("changes", "1952", "2007", *VALUES),
    ("sources",), ("sources", *PARTIES), ("sources", *VALUES), ("check", "missing"), ("check",), ("verify", "missing"),
]  # fmt: skip


def test_each_command_with_json_has_a_schema() -> None:
    context = cli.make_context("geo", ["--help"], resilient_parsing=True)
    with_json = {
        name for name in COMMANDS
        if (command := cli.get_command(context, name)) and any("--json" in option.opts for option in command.params)
    }  # fmt: skip
    assert with_json == {file.stem for file in SCHEMAS.glob("*.json")}


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_real_answers_are_as_described(asked: tuple[str, ...]) -> None:
    schema = json.loads((SCHEMAS / f"{asked[0]}.json").read_text("utf-8"))
    jsonschema = needs.module("jsonschema")
    answer = json.loads(CliRunner().invoke(cli, [*asked, "--json"]).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(answer, schema)
    if isinstance(answer, dict):  # a schema that takes anything would pass too
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**answer, "more": 1}, schema)
