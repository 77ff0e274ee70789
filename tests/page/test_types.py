"""The page's scripts under TypeScript's checker, against the types of what Python writes for them."""

import json
import re
import subprocess
import types
from pathlib import Path
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from geo.page import payload
from geo.page.assets import LAYER_SCRIPTS, SCRIPTS, read_asset
from tests.needs import folder

ALL = tuple(dict.fromkeys((*SCRIPTS, *LAYER_SCRIPTS)))
BEGIN = re.compile(r"^\(function \(GT(?:, L)?\) \{$", re.M)
END = re.compile(r"^\}\)\(\(window\.GeoTimeMaps = window\.GeoTimeMaps \|\| \{\}\)(?:, window\.L)?\);$", re.M)
GIVEN = re.compile(r"^  Object\.assign\(GT, (\{[^}]*\})\);$", re.M)
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "any"}
OPTIONS = {
    "allowJs": True, "checkJs": True, "noEmit": True, "strict": True, "noImplicitAny": False, "noUnusedLocals": True,
    "target": "ES2022", "lib": ["ES2022", "DOM", "DOM.Iterable"], "module": "ES2022", "moduleResolution": "bundler",
    "types": ["leaflet"], "allowUmdGlobalAccess": True, "skipLibCheck": True,
}  # fmt: skip


def in_typescript(hint: Any) -> str:
    """Write a type of Python's as TypeScript has it."""
    kind, within = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if is_typeddict(hint):
        return str(hint.__name__)
    if kind in (Union, types.UnionType):
        return " | ".join(map(in_typescript, within))
    if kind is list:
        return f"({in_typescript(within[0])})[]"
    key, value = map(in_typescript, within)
    return f"Record<{key}, {value}>"


def write_interfaces() -> str:
    """Write what `geo.page.payload` gives the page as interfaces."""
    written = []
    for given in (found for found in vars(payload).values() if is_typeddict(found)):
        hints = get_type_hints(given, include_extras=True)
        fields = []
        for name, hint in hints.items():
            needed = given.__total__ and get_origin(hint) is not NotRequired
            hint = get_args(hint)[0] if get_origin(hint) is NotRequired else hint
            fields.append(f"{name}{'' if needed else '?'}: {in_typescript(hint)};")
        written.append(f"interface {given.__name__} {{ {' '.join(fields)} }}")
    return "\n".join(written)


def write_modules(place: Path) -> None:
    """Write every script as a module of the same lines; what all of them give together is the global `GT`."""
    kinds = []
    for name in ALL:
        text, begun = BEGIN.subn("", read_asset(name))
        text, ended = END.subn("", text)
        text, given = GIVEN.subn(r"  export \1;", text)
        assert begun == ended == given == 1, f"{name} is not one closure that gives its functions at its end"
        module = place / name
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_text(text.replace("  if (!L) return;", ""), encoding="utf-8")
        kinds += [
            f'type {kind} = import("./{name}").{kind};' for kind in re.findall(r"@typedef \{.*\} (\w+)", text)
        ]
    together = " & ".join(f'typeof import("./{name}")' for name in ALL)
    shared = "type Closed<T> = { [K in keyof T]: T[K] };\ninterface Window { GeoTimeMaps: typeof GT; L: any }"
    told = [write_interfaces(), *kinds, f"declare const GT: {together};", shared]
    (place / "all.d.ts").write_text("\n".join(told), encoding="utf-8")
    options = OPTIONS | {"typeRoots": [f"{folder('GEO_NPM')}/@types"]}
    (place / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": options, "include": ["**/*.js", "all.d.ts"]}), encoding="utf-8"
    )


def test_scripts_agree_with_each_other_and_with_what_python_writes(tmp_path: Path) -> None:
    write_modules(tmp_path)
    checker = f"{folder('GEO_NPM')}/typescript/bin/tsc"
    found = subprocess.run(
        ["node", checker, "-p", tmp_path], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert found.returncode == 0, found.stdout
