"""Data flows one way: a module imports only from its own floor or from one below."""

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import geo

ROOT = Path(__file__).resolve().parents[1]
# The floors of the house, lowest first: a module imports only from its own floor or from one below.
FLOORS = """
errors limits text land reading package look model audit points page picture export report new proof commands cli
""".strip().split()
RANK = {name: rank for rank, name in enumerate(FLOORS)}


def top(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "geo":
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names if alias.name.startswith("geo."))
    return found


def test_no_module_reaches_back() -> None:
    files = [file for file in (ROOT / "geo").rglob("*.py") if "_shipped" not in file.parts]
    for file in files:
        own = file.relative_to(ROOT / "geo").with_suffix("").parts[0]
        if own in ("__init__", "__main__"):
            continue
        assert own in RANK, f"{own} has no floor: add it to this test"
        for module in imported(file):
            if top(module):
                assert RANK[top(module)] <= RANK[own], f"{file.name} imports {module}, which comes after it"


def test_public_names_are_these() -> None:
    assert geo.__all__ == sorted(geo.__all__)
    assert geo.__all__ == [
        "Choice", "GeoError", "TimeChoropleth", "aggregate_events", "audit_map", "build_scene", "build_timeline",
        "compare_sources", "describe_date", "draw_picture", "join_places", "list_changes", "measure_km2", "parse_date",
        "read_definition", "read_listing", "read_package", "save", "time_choropleth",
    ]  # fmt: skip
    for name in geo.__all__:
        assert callable(getattr(geo, name))
        assert name not in {file.stem for file in (ROOT / "geo").glob("*.py")}, (
            "a name is never that of a module"
        )


def test_importing_geo_imports_nothing_heavy() -> None:
    code = "import geo, sys; print(sorted({'pandas', 'shapely', 'folium', 'numpy'} & set(sys.modules)))"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_the_stub_names_what_is_public() -> None:
    stub = ast.parse((ROOT / "geo" / "__init__.pyi").read_text("utf-8"))
    found = {
        (alias.asname, node.module)
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert found == {(name, getattr(geo, name).__module__) for name in geo.__all__}
    assert geo.__version__


def test_a_type_checker_refuses_a_name_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "user.py"
    file.write_text(
        "from geo import read_definition\nfrom geo import read_definitionn\nread_definition(1.5)\n", "utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache"),
         str(file)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert 'has no attribute "read_definitionn"' in done.stdout
    assert 'Argument 1 to "read_definition" has incompatible type' in done.stdout
    assert done.returncode == 1


def test_everything_imported_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *declared["dependencies"],
        *(row for rows in declared["optional-dependencies"].values() for row in rows),
    ]
    names = {plain(re.split(r"[^\w.-]", row)[0]) for row in wanted}
    owners = packages_distributions()
    for file in (ROOT / "geo").rglob("*.py"):
        for module in modules(file) - sys.stdlib_module_names - {"geo"}:
            found = {plain(name) for name in owners.get(module, [])}
            # pydantic pins its own core
            assert found & (names | {"pydantic-core"}), (
                f"{file.name} imports {module}, which pyproject.toml does not declare"
            )


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def modules(file: Path) -> set[str]:
    """Top-level modules that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    found |= {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return {name.split(".")[0] for name in found}


def test_public_names_say_what_they_take_give_and_refuse() -> None:
    assert len(geo.__all__) <= 20
    for name in geo.__all__:
        made, said = getattr(geo, name), inspect.getdoc(getattr(geo, name)) or ""
        assert said, name
        if inspect.isclass(made):
            continue
        for part in ("Parameters", "Returns", "Raises"):
            assert f"{part}\n---" in said or (part == "Raises" and "never raises" in said), (
                f"{name}: no {part}"
            )
        for taken in inspect.signature(made).parameters:
            assert taken in said, f"{name}: says nothing of {taken}"
