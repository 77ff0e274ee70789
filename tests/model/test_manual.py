import json
import re
import tomllib
from pathlib import Path

import pytest

from geo.model.definition import Definition
from geo.model.manual import write_manual, write_schema

MAPS = Path(__file__).resolve().parents[2] / "maps"
RENEW = "run: python -m geo.model.manual maps"


def test_the_manual_and_the_schema_are_current() -> None:
    assert (MAPS / "README.md").read_text("utf-8") == write_manual(), RENEW
    assert (MAPS / "definition.schema.json").read_text("utf-8") == write_schema(), RENEW


def test_every_key_is_explained() -> None:
    manual = write_manual()
    for key, field in Definition.model_fields.items():
        if key != "name":
            assert f"| `{key}` |" in manual
            assert field.description, f"{key} has no description"
            assert str(field.description) in manual


def test_the_definitions_in_the_manual_are_good() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", write_manual(), re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        Definition.model_validate({"name": "x", **tomllib.loads(block)})


@pytest.mark.parametrize("file", sorted(MAPS.glob("*.toml")), ids=lambda file: file.stem)
def test_the_schema_knows_every_key_that_is_used(file: Path) -> None:
    schema = json.loads(write_schema())
    used = set(tomllib.loads(file.read_text("utf-8")))
    assert used <= set(schema["properties"])
    assert set(schema["required"]) <= used
    assert schema["additionalProperties"] is False
