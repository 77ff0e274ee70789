"""The manual of definitions and their JSON Schema, both made from the code: `python -m geo.model.manual maps`."""

import json
import sys
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from geo.model.definition import Definition, SourceOrder, StateWords, Step, Tiles, Words
from geo.package.files import write_text

_OPENING = """# Definitions

A file `NAME.toml` in this folder says what one map draws; `geo build` makes `gallery/NAME.html` from it. `geo check`
names every mistake in it. An unknown key is refused, with the nearest good one.

A map of **periods** lists `places` and takes its dates from the package's statements:

```toml
title = "Three districts"
places = ["lachin", "kalbajar", "aghdam"]

[sources]
start = ["occupation-in-figures"]
area = ["occupation-in-figures"]
```

A map of **values** names a table of the package with the columns place, time, value and source:

```toml
title = "Unemployment"
data = "../data"
values = "values"
unit = "%"
classes = [3, 5, 7, 10]
palette = "batlow"
```

Where boundaries change over time, the package holds a boundary for each version of a place, with `valid_from` and
`valid_to` (the first day no longer valid). Each is drawn only while it is valid, on the first day of the time shown; a
figure of another time is a finding of `geo check`, and not drawn.

Colours are checked too: classes that some reader cannot tell apart, a sequence that does not print in grey, and a class
that looks like bare paper or water are findings, with a palette that passes.

A text may be one string, which is English, or a table by language: `title = { en = "Map", ru = "Карта" }`.

For completion and checks in an editor, put this in the file's first line; Taplo and the TOML extensions of the usual
editors read it: `#:schema definition.schema.json`.

`geo new DIR --boundaries FILE --figures FILE` writes a definition and its package from files of your own.
"""
_TABLES: dict[str, tuple[str, type[BaseModel]]] = {
    "sources": ("Whose dates and figures to follow", SourceOrder),
    "states": ("What the map calls its states", StateWords),
    "[steps]": ("A step of a guided reading", Step),
    "tiles": ("Online tiles", Tiles),
    "text": ("A text by language", Words),
}


def write_manual() -> str:
    """Return `maps/README.md`: every key of a definition, with its values and default."""
    parts = [_OPENING, "## Keys\n", _table(Definition)]
    for key, (title, model) in _TABLES.items():
        parts += [f"## {title}{'' if key == 'text' else f': `[{key}]`'}\n", _table(model)]
    recipes = (files("geo.model") / "recipes.md").read_text("utf-8")
    return "\n".join([*parts, recipes])


def write_schema() -> str:
    """Return the JSON Schema of a definition, for editors."""
    schema = Definition.model_json_schema()
    schema["properties"].pop("name")
    schema["required"] = [key for key in schema["required"] if key != "name"]
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    for key in ("title", "subtitle", "unit", "boundary_note", "values_note"):
        # A plain string stands for English, which pydantic's schema cannot know of.
        found = schema["properties"][key]
        schema["properties"][key] = {"description": found["description"], "anyOf": [{"type": "string"}, _WORDS]}
    schema["$defs"]["Step"]["properties"]["text"] = {"description": "a sentence", "anyOf": [{"type": "string"}, _WORDS]}
    schema["properties"]["notes"]["items"] = {"anyOf": [{"type": "string"}, _WORDS]}
    schema["properties"]["figures"]["additionalProperties"] = {"anyOf": [{"type": "string"}, _WORDS]}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


_WORDS = {"$ref": "#/$defs/Words"}


def _table(model: type[BaseModel]) -> str:
    rows = ["| key | value | default | what it says |", "| --- | --- | --- | --- |"]
    for key, field in model.model_fields.items():
        if model is Definition and key == "name":
            continue
        said = field.description or "a text" if model is not SourceOrder else "source ids, preferred first"
        rows.append(f"| `{key}` | {_kind(field.annotation)} | {_default(field)} | {said} |".replace("||", "\\|\\|"))
    return "\n".join(rows) + "\n"


def _kind(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0])
    if origin is Literal:
        return ", ".join(f"`{item}`" for item in arguments)
    if origin in (Union, UnionType):
        kinds = [_kind(item) for item in arguments if item is not type(None)]
        return " or ".join(dict.fromkeys(kinds))
    if origin is tuple:
        return "list of " + " or ".join(f"{kind.replace('list', 'lists')}" if "list" in kind else f"{kind}s"
                                        for kind in _kind(arguments[0]).split(" or "))  # fmt: skip
    if origin is dict:
        return f"table of {_kind(arguments[1])}s"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "text" if annotation is Words else "table"
    names = {str: "string", int: "whole number", float: "number", bool: "true or false"}
    return names.get(annotation, str(annotation))


def _default(field: Any) -> str:
    if field.default is PydanticUndefined:
        return "needed"
    if field.default is None or field.default in ("", (), {}) or isinstance(field.default, BaseModel):
        return ""
    return f"`{json.dumps(field.default, default=list)}`"


def main(folder: Path) -> None:
    """Write both files into a folder."""
    write_text(write_manual(), folder / "README.md")
    write_text(write_schema(), folder / "definition.schema.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
