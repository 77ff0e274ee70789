"""Flags that publishers set on figures: letters of Eurostat and SDMX, words, and signs, as one small set of words."""

import re

# The words that a package holds; what is in none of the lists below stays as its publisher wrote it.
FLAGS = (
    "break", "provisional", "estimated", "forecast", "revised", "definition", "unreliable", "imputed", "withheld", "note",
)  # fmt: skip
_LETTERS = {
    "b": "break", "p": "provisional", "e": "estimated", "f": "forecast", "r": "revised", "d": "definition", "u": "unreliable",
    "i": "imputed", "c": "withheld", "s": "estimated", "n": "n", "z": "z", "l": "l", "m": "m",
}  # fmt: skip
FLAG_LETTERS = frozenset("bpefrducisnz")
_WORDS = {
    "break": "break", "break in series": "break", "break in time series": "break", "provisional": "provisional",
    "preliminary": "provisional", "prov": "provisional", "prov.": "provisional", "estimated": "estimated",
    "estimate": "estimated", "est": "estimated", "est.": "estimated", "forecast": "forecast", "projection": "forecast",
    "projected": "forecast", "revised": "revised", "definition differs": "definition", "low reliability": "unreliable",
    "unreliable": "unreliable", "imputed": "imputed", "confidential": "withheld", "suppressed": "withheld",
    "withheld": "withheld", "note": "note",
}  # fmt: skip
# Uppercase letters are those of the SDMX code list of observation status; A is a normal value.
_STATUS = {
    "A": "", "B": "break", "D": "definition", "E": "estimated", "F": "forecast", "I": "imputed", "P": "provisional",
    "R": "revised", "U": "unreliable", "Q": "withheld", "C": "withheld", "L": "", "M": "", "O": "", "H": "", "N": "",
}  # fmt: skip
WITHHELD = frozenset(
    {"*", "**", "c", "x", "s", "d", "(d)", "(s)", "[c]", "[x]", "[s]", "[low]", "[low cells]", "suppressed", "confidential",
     "withheld", "redacted", "..c", "z", "(c)", "small", "geheim"}
)  # fmt: skip
COLUMNS = (
    "flag", "flags", "status", "obsstatus", "obsflag", "obsvalueflag", "observationstatus", "footnote", "footnotes", "confstatus",
    "statusflag", "valueflag", "qualityflag", "symbol",
)  # fmt: skip


def read_flags(text: str) -> str:
    """Return flags as words, parted by spaces; what is not known stays as it stands.

    >>> read_flags("bp"), read_flags("P"), read_flags("Provisional"), read_flags("A"), read_flags("k2")
    ('break provisional', 'provisional', 'provisional', '', 'k2')
    """
    found: list[str] = []
    for word in filter(None, re.split(r"[,;|]+\s*|(?<=\w)\s+(?=\w\b)", text.strip())):
        bare = word.strip(" ()[]")
        if bare in _STATUS:
            found.append(_STATUS[bare])
        elif bare.casefold() in _WORDS:
            found.append(_WORDS[bare.casefold()])
        elif bare.isascii() and bare.isalpha() and bare.islower() and len(bare) <= 3 and set(bare) <= FLAG_LETTERS:
            found += [_LETTERS[letter] for letter in bare]
        elif bare:
            found.append(re.sub(r"\s+", "-", bare))
    return " ".join(dict.fromkeys(filter(None, found)))
