"""Whether what is installed is what was tested: each package's version and the hashes of its files.

`python tests/installed.py` compares the packages of this environment with `constraints.txt` and `tests/constraints.json`;
with `--write` it writes the latter anew. A package's record lists the SHA-256 of every file that its wheel brought; the
digest of that list stands in `tests/constraints.json` per kind of wheel, so a package that was changed on its way, or by
hand, is found whatever index it came from. Kinds of wheels for other machines are not known here, which is said.
"""

import hashlib
import json
import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LISTED, DIGESTS = ROOT / "constraints.txt", ROOT / "tests" / "constraints.json"


def plain(name: str) -> str:
    """Return a package's name as every tool compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_listed() -> dict[str, str]:
    """Return the version of each package that was tested."""
    lines = (line.partition("#")[0].strip() for line in LISTED.read_text("utf-8").splitlines())
    return {plain(name): version for name, _, version in (line.partition("==") for line in lines if line)}


def kind_of(package: Distribution) -> str:
    """Return the kind of wheel that a package came in, such as `py3-none-any`."""
    return " ".join(sorted(re.findall(r"^Tag: (\S+)", package.read_text("WHEEL") or "", re.MULTILINE)))


def digest_of(package: Distribution) -> str:
    """Return the SHA-256 over the names and hashes of the files that a wheel brought.

    What the installer itself wrote differs between machines and is left out.
    """
    lines = []
    for line in (package.read_text("RECORD") or "").splitlines():
        name, hashed, _ = line.rsplit(",", 2)
        own = name.startswith(("../", "..\\")) or re.search(
            r"\.dist-info/(?:RECORD|INSTALLER|REQUESTED|direct_url\.json)$", name
        )
        if hashed and not own:
            lines.append(f"{name} {hashed}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def changed_files(package: Distribution) -> list[str]:
    """Return the files of a package that are not what its record says."""
    import base64

    changed = []
    for file in package.files or []:
        if file.hash and file.hash.mode == "sha256" and not str(file).startswith(".."):
            path = Path(str(file.locate()))
            data = path.read_bytes() if path.is_file() else b""
            found = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            if found != file.hash.value:
                changed.append(str(file))
    return changed


def compare(*, files: bool = False) -> list[str]:
    """List what is not as it was tested."""
    listed, digests, wrong = read_listed(), json.loads(DIGESTS.read_text("utf-8")), []
    for package in distributions():
        name = plain(package.metadata["Name"])
        if name not in listed:
            continue
        if package.version != listed[name]:
            wrong.append(f"{name}: is {package.version}, tested was {listed[name]}")
            continue
        known = digests.get(f"{name}=={package.version}", {})
        kind = kind_of(package)
        if kind in known and known[kind] != digest_of(package):
            wrong.append(f"{name}: its files are not those of the tested wheel")
        elif files and (changed := changed_files(package)):
            wrong.append(f"{name}: changed since it was installed: {', '.join(changed[:3])}")
    return wrong


def main() -> None:
    """Say what differs, or write the digests of what is installed."""
    if "--write" in sys.argv:
        listed = read_listed()
        found: dict[str, dict[str, str]] = {}
        for package in distributions():
            name = plain(package.metadata["Name"])
            if listed.get(name) == package.version:
                found.setdefault(f"{name}=={package.version}", {})[kind_of(package)] = digest_of(package)
        DIGESTS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    wrong = compare(files=True)
    print("\n".join(wrong) or "what is installed is what was tested")  # noqa: T201
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
