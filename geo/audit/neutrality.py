"""What a careful reader would ask of a map before printing it: words, names, notes, vintage.

The words are data: `neutrality.json`, per language the beginnings of words that take a side. A file of the same
name beside a map's definition replaces it.
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from geo.errors import Finding, InputError
from geo.model.definition import STATE_WORDS, Definition
from geo.package.read import Package
from geo.text.words import LANGUAGES

FILE = "neutrality.json"


def read_loaded_words(folder: str | Path | None = None) -> dict[str, tuple[str, ...]]:
    """Read the beginnings of words that take a side, per language.

    Parameters
    ----------
    folder : str or Path, optional
        Where a `neutrality.json` of one's own may lie; without it, or without that file, the one that comes along.

    Raises
    ------
    InputError
        The file is not a table of words by language.
    """
    own = Path(folder) / FILE if folder is not None else None
    shown = f"{own.parent.name}/{FILE}" if own else FILE
    text = own.read_text("utf-8") if own and own.is_file() else (files("geo.audit") / FILE).read_text("utf-8")
    try:
        table = json.loads(text)
        return {str(lang): tuple(str(word).casefold() for word in words) for lang, words in table.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise InputError(f"{shown}: {error}; wanted {{language: [beginnings of words]}}; correct the file") from None


def review_map(
    package: Package, definition: Definition, shown: str, loaded: Mapping[str, tuple[str, ...]]
) -> list[Finding]:
    """List what would make a reader doubt a map's neutrality or completeness; all of it warnings.

    Parameters
    ----------
    package, definition
        What is drawn.
    shown : str
        The definition's file, for the findings.
    loaded : mapping
        From `read_loaded_words`.
    """
    return [
        *_review_words(definition, shown, loaded),
        *_review_names(package, definition),
        *_review_letters(package, definition),
        *_review_note(definition, shown),
        *_review_boundaries(package, definition),
    ]


def _warn(file: str, field: str, came: str, wanted: str, remedy: str) -> Finding:
    return Finding("warning", file, None, field, came, wanted, remedy)


def _review_words(definition: Definition, shown: str, loaded: Mapping[str, tuple[str, ...]]) -> list[Finding]:
    """A word that takes a side belongs to the source that uses it, and that source must be on the map."""
    drawn = {name for order in definition.choice.sources.values() for name in order}
    source = definition.states.source
    findings = []
    for state in STATE_WORDS:
        words = getattr(definition.states, state)
        for lang in LANGUAGES if words else ():
            text = words.per_language().get(lang, "")
            said = f" {' '.join(text.casefold().replace('-', ' ').split())}"
            # At the beginning of a word, so that a word with a space or a hyphen in it is found too.
            taken = next((w for w in loaded.get(lang, ()) if f" {w.replace('-', ' ')}" in said), None)
            if taken and not source:
                remedy = "name the source that uses it under states.source, or use a neutral word"
                findings.append(_warn(shown, f"states.{state}.{lang}", text, "a word that a shown source uses", remedy))
    if source and source not in drawn:
        remedy = "name a source that the map follows"
        findings.append(_warn(shown, "states.source", source, "a source that the map shows", remedy))
    return findings


def _review_names(package: Package, definition: Definition) -> list[Finding]:
    """Places of one map should carry names in the same languages."""
    places = [package.places[name] for name in definition.places if name in package.places]
    used = {lang for place in places for lang in place.names} - {"en"}
    findings = []
    for place in places:
        missing = sorted(used - set(place.names))
        if missing:
            came = ", ".join(sorted(place.names)) or "none"
            wanted = f"names in {', '.join(sorted(used))} as other places have"
            findings.append(_warn("places.csv", f"{place.id}, name", came, wanted, f"add name_{missing[0]}"))
    return findings


def _review_letters(package: Package, definition: Definition) -> list[Finding]:
    """Names whose letters the font of pictures and reports does not have."""
    from geo.look.letters import missing_letters

    findings = []
    for place in (package.places[name] for name in definition.places if name in package.places):
        lacking = {lang: text for lang, text in sorted(place.names.items()) if missing_letters(text)}
        for lang, text in lacking.items():
            wanted = "letters that a font of pictures and reports has"
            remedy = "they are drawn as boxes there, not on the page; write the name in another script, or leave pictures out"
            findings.append(_warn("places.csv", f"{place.id}, name_{lang}", text, wanted, remedy))
    return findings


def _review_note(definition: Definition, shown: str) -> list[Finding]:
    if definition.boundary_note is not None:
        return []
    wanted = "what the drawn boundaries do not imply"
    return [_warn(shown, "boundary_note", "none", wanted, "add boundary_note; until then the general one is shown")]


def _review_boundaries(package: Package, definition: Definition) -> list[Finding]:
    rows = package.boundaries[package.boundaries["place"].isin(definition.places)]
    undated = sorted(row.place for row in rows.itertuples() if not (row.valid_from or row.valid_to or row.note))
    if not undated:
        return []
    came = f"no valid_from, valid_to or note for {', '.join(dict.fromkeys(undated))}"
    wanted = "boundaries that say of what time they are"
    return [_warn("boundaries", "vintage", came, wanted, "add the dates, or say in a note that they are not known")]
