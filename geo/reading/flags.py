"""Flags that publishers set on figures: letters of Eurostat and SDMX, words, and signs, as one small set of letters."""

import re

# A package holds the letters of Eurostat and SDMX; what has none stays as its publisher wrote it.
FLAG_LETTERS = frozenset("bcdefinprsuz")
HIDDEN = "c"  # of a number that its publisher has and does not show
_WORDS = {
    "break": "b", "break in series": "b", "break in time series": "b", "provisional": "p", "preliminary": "p", "prov": "p",
    "prov.": "p", "estimated": "e", "estimate": "e", "est": "e", "est.": "e", "forecast": "f", "projection": "f",
    "projected": "f", "revised": "r", "definition differs": "d", "low reliability": "u", "unreliable": "u", "imputed": "i",
    "confidential": "c", "suppressed": "c", "withheld": "c", "not significant": "n", "not applicable": "z",
}  # fmt: skip
# Capitals are those of the SDMX code list of observation status; A is a normal value.
_STATUS = {
    "A": "", "B": "b", "D": "d", "E": "e", "F": "f", "I": "i", "P": "p", "R": "r", "U": "u", "Q": "c", "C": "c", "L": "", "M": "",
    "O": "", "H": "", "N": "",
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
    """Return flags as letters parted by spaces; what has no letter stays as it stands.

    >>> read_flags("bp"), read_flags("P"), read_flags("Provisional"), read_flags("A"), read_flags("k2")
    ('b p', 'p', 'p', '', 'k2')
    """
    found: list[str] = []
    for word in filter(None, re.split(r"[,;|]+\s*|(?<=\w)\s+(?=\w\b)", text.strip())):
        bare = word.strip(" ()[]")
        if bare in _STATUS:
            found.append(_STATUS[bare])
        elif bare.casefold() in _WORDS:
            found.append(_WORDS[bare.casefold()])
        elif bare.isascii() and bare.isalpha() and bare.islower() and len(bare) <= 3 and set(bare) <= FLAG_LETTERS:
            found += list(bare)
        elif bare:
            found.append(re.sub(r"\s+", "-", bare))
    return " ".join(dict.fromkeys(filter(None, found)))
