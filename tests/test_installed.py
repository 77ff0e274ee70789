"""An install is what was tested: every dependency is pinned, and its files have the hashes that were tested."""

import json
import tomllib

from packaging.requirements import Requirement

from tests.installed import DIGESTS, ROOT, compare, digest_of, kind_of, plain, read_listed


def test_every_dependency_is_pinned_with_a_digest_and_no_host_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    asked = {plain(Requirement(line).name) for line in (*project["dependencies"], *extras)} - {
        plain(project["name"])
    }
    listed, digests = read_listed(), json.loads(DIGESTS.read_text("utf-8"))
    assert asked <= listed.keys()
    assert {f"{name}=={listed[name]}" for name in asked} <= digests.keys()
    for file in (DIGESTS, ROOT / "constraints.txt"):
        assert "://" not in file.read_text("utf-8")


def test_what_is_installed_is_what_was_tested() -> None:
    assert not compare()


def test_another_file_in_a_package_is_found() -> None:
    from importlib.metadata import distribution

    package = distribution("click")
    before = digest_of(package)

    class Changed:
        def read_text(self, name: str) -> str | None:
            text = package.read_text(name)
            return text.replace("sha256=", "sha256=A") if name == "RECORD" and text else text

    assert digest_of(Changed()) != before  # type: ignore[arg-type]
    assert kind_of(package) == "py3-none-any"
