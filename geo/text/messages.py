"""Whole sentences per language: ICU messages, one flat JSON file a language, and one way to say them.

A file in `lang/` is a language: its name is the language's code, its keys are those of `en.json`, its values are
messages of ICU MessageFormat (plural, select, selectordinal). Under `date.` they are grammar: `slot` names the place
that a date takes in a phrase, so that each language can decline. Month names, numbers and plural rules are CLDR's.
"""

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, SupportsIndex

from geo.errors import InputError
from geo.text.arguments import list_arguments

FALLBACK = "en"  # the language that has every key


def _shipped() -> dict[str, Traversable]:
    found = {file.name.removesuffix(".json"): file for file in (files("geo.text") / "lang").iterdir()}
    return {lang: found[lang] for lang in sorted(found, key=lambda lang: (lang != FALLBACK, lang))}


_FILES: dict[str, Traversable] = _shipped()
LANGUAGES: tuple[str, ...] = tuple(_FILES)


def list_languages() -> tuple[str, ...]:
    """Return the codes of all languages: those that come with the program, then those added since."""
    return tuple(_FILES)


def is_language(code: str) -> bool:
    """Say whether CLDR knows a language by a code."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        return False
    return True


def read_direction(lang: str) -> str:
    """Return the way in which a language is written, as HTML has it: `ltr` or `rtl`."""
    from babel import Locale

    return str(Locale.parse(lang).text_direction)


def add_words(path: str | Path) -> str:
    """Take a language from a user's own file, named by its code: `ar.json`.

    Parameters
    ----------
    path : str or Path
        A JSON object of texts by key. A key left out is said in English.

    Returns
    -------
    str
        The code, from then on a language like any other.

    Raises
    ------
    InputError
        If the file is not such an object, CLDR does not know the language, or a text is no ICU message or fills
        in something else than the English one does.
    """
    file = Path(path)
    lang = file.name.removesuffix(".json")
    from difflib import get_close_matches

    if not is_language(lang):
        raise InputError(
            f"{file.name}: {lang!r} is no language that CLDR knows; name the file by one, such as ar.json"
        )
    if not file.is_file():
        raise InputError(f"{file.name}: is not there; start with a copy of {_shipped()[FALLBACK]}, or with {{}}")
    try:
        words = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InputError(f"{file.name}: cannot be read as JSON: {problem}") from None
    if not isinstance(words, dict):
        raise InputError(
            f"{file.name}: holds a {type(words).__name__}; an object of texts by key is wanted, as in en.json"
        )
    known = _read(FALLBACK)
    for key, text in words.items():
        if key not in known:
            near = get_close_matches(key, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; the keys are those of {_shipped()[FALLBACK]}"
            raise InputError(f"{file.name}: the key {key!r} is unknown{hint}")
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"{file.name}: {key}: holds {text!r}; a text is wanted, or leave the key out")
        try:
            _compile(text, lang)
        except ValueError:
            raise InputError(
                f"{file.name}: {key}: is no ICU message: {text!r}; the English one is {known[key]!r}"
            ) from None
        names, own = ({argument.name for argument in list_arguments(each)} for each in (known[key], text))
        if own - names:
            wanted = ", ".join(f"{{{name}}}" for name in sorted(names)) or "nothing"
            raise InputError(f"{file.name}: {key}: fills in {{{min(own - names)}}}; the English one fills in {wanted}")
    _FILES[lang] = file
    _read.cache_clear()
    _message.cache_clear()
    return lang


def load_words(lang: str) -> dict[str, str]:
    """Return every message of a language by key, the English one where it has none.

    Raises
    ------
    InputError
        If the language is not one of `LANGUAGES`.
    """
    return {**_read(FALLBACK), **_read(known_language(lang))}


def say(key: str, lang: str, **values: object) -> str:
    """Return the sentence of a key with its values filled in.

    Parameters
    ----------
    key : str
        A key of `lang/en.json`.
    lang : str
        One of `LANGUAGES`.
    **values
        What the message names. A number chooses plural forms and is written with the language's separators;
        a number that should look otherwise is given as text, from `format_number` and its like.

    Raises
    ------
    InputError
        If the language is not one of `LANGUAGES`.

    Examples
    --------
    >>> say("date.until", "en", date="2020")
    'until 2020'
    """
    message = _message(key, lang)
    if isinstance(message, str):
        return message
    return message({name: _plain(value) for name, value in values.items()})


def known_language(lang: str) -> str:
    """Return a language's code as it is.

    Raises
    ------
    InputError
        If it is not one of the program's languages.
    """
    if lang not in _FILES:
        raise InputError(f"the language is {lang!r}; choose one of {', '.join(_FILES)}")
    return lang


def capital(text: str, lang: str) -> str:
    """Return a text with its first letter as a capital; Azerbaijani and Turkish have two letters i.

    Examples
    --------
    >>> capital("işğal altında", "az"), capital("occupied", "en")
    ('İşğal altında', 'Occupied')
    """
    first = "İ" if lang in ("az", "tr") and text[:1] == "i" else text[:1].upper()
    return first + text[1:]


@cache
def _read(lang: str) -> dict[str, str]:
    words: dict[str, str] = json.loads(_FILES[lang].read_text(encoding="utf-8"))
    return words


@cache
def _message(key: str, lang: str) -> str | Callable[[dict[str, Any]], str]:
    """Return a message ready to be filled in; as it is, where there is nothing to fill in."""
    own = _read(known_language(lang))
    # a text that only English has is said in English, its plurals too
    text, tongue = (own[key], lang) if key in own else (_read(FALLBACK)[key], FALLBACK)
    return _compile(text, tongue) if "{" in text or "'" in text else text


def _plain(value: object) -> str | int | float:
    """Return a value as ICU takes it: numpy's numbers as Python's, all else as text."""
    if isinstance(value, str | int | float):
        return value
    return int(value) if isinstance(value, SupportsIndex) else str(value)


def _compile(text: str, lang: str) -> Callable[[dict[str, Any]], str]:
    from icu4py.messageformat import MessageFormat  # ICU takes a moment to load: only who speaks pays

    # digits are 0 to 9 in every language, as in the figures beside them
    message: Callable[[dict[str, Any]], str] = MessageFormat(text, f"{lang}@numbers=latn").format
    return message
