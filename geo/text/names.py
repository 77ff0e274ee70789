"""Names folded for comparing, and the nearest to one that nothing carries: accent- and case-blind, in any script."""

import unicodedata
from collections.abc import Iterable, Mapping

# Letters that Unicode does not take apart, as their readers write them without accents.
_LETTERS = str.maketrans(
    {"ə": "e", "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ё": "е", "և": "եւ"}
)


# Other scripts in plain letters, roughly: enough to find the nearest name, never to join by.
_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэіґўҝһөүҹ", "abvgdeziiklmnoprstufyeigukhouc", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "iu", "я": "ia", "є": "ie"}
    | dict(zip("աբգդեզէըթիլկհմյնոպջռսվտրւփքօֆ", "abgdezeytilkhmynopjrsvtrvpkof", strict=True))
    | {"ժ": "zh", "խ": "kh", "ծ": "ts", "ձ": "dz", "ղ": "gh", "ճ": "ch", "շ": "sh", "չ": "ch", "ց": "ts"}
    | dict(zip("αβγδεζηικλμνοπρσςτυφωაბგდევზთიკლმნოპრსტუფქყხჯჰ", "avgdeziiklmnoprsstyfoabgdevztiklmnoprstufkqhjh", strict=True))
    | {"θ": "th", "ξ": "x", "χ": "ch", "ψ": "ps", "ჟ": "zh", "ღ": "gh", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz"}
    | {"წ": "ts", "ჭ": "ch"}
)


def fold_name(name: str) -> str:
    """Return a name without case, accents, punctuation and spaces, for comparing.

    Examples
    --------
    >>> fold_name("Kəlbəcər") == fold_name("KELBECER")
    True
    >>> fold_name("")
    ''
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = unicodedata.normalize("NFKD", plain).translate(_LETTERS)
    return "".join(letter for letter in bare if letter.isalnum() or _is_vowel_sign(letter))


def _is_vowel_sign(letter: str) -> bool:
    """Tell a sign that makes another name (Devanagari, Thai ...) from an accent that does not."""
    return unicodedata.category(letter) in ("Mn", "Mc") and not "\u0300" <= letter <= "\u036f"


def near_names(name: str, known: Mapping[str, str] | Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return up to `limit` of the known names that look like `name`, nearest first, whatever script they are in."""
    from rapidfuzz import fuzz, process  # only a name that nothing carries asks

    folded = known if isinstance(known, Mapping) else {fold_name(item): item for item in known}
    shown = {plain.translate(_LATIN): item for plain, item in folded.items() if not plain.isascii()}
    shown |= {plain: item for plain, item in folded.items() if plain.isascii()}
    wanted = fold_name(name).translate(_LATIN)
    hits = process.extract(wanted, list(shown), scorer=fuzz.WRatio, limit=limit, score_cutoff=60)
    return tuple(dict.fromkeys(shown[plain] for plain, _, _ in hits))


def nearest(name: str, known: Iterable[str], otherwise: str | Iterable[str] = "none") -> str:
    """List the known names that look like `name`, for a message; where none does, what else to say or list."""
    return ", ".join(near_names(name, known) or ((otherwise,) if isinstance(otherwise, str) else otherwise))
