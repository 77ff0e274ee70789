"""Texts of all languages, each once and by language: alike stands beside alike, which packs to a tenth less.

`assets/parts/start.js` puts them back where they belong.
"""

from typing import Any

REFERENCE = "$"


def gather_texts(data: dict[str, Any], langs: list[str]) -> dict[str, Any]:
    """Return data in which every mapping from languages to texts is a reference, beside the texts.

    Parameters
    ----------
    data : plain data, with `words` and `calendar` per language.
    langs : the languages.

    Examples
    --------
    >>> page = {"title": {"en": "Sun"}, "words": {"en": {"ui.play": "Play"}}, "calendar": {"en": {}}}
    >>> gather_texts(page, ["en"])
    {'title': {'$': 0}, 'keys': ['ui.play'], 'texts': {'en': [['Sun'], ['Play'], {}]}}
    """
    known: dict[tuple[str | None, ...], int] = {}

    def refer(value: Any) -> Any:
        if isinstance(value, dict):
            if value and all(key in langs and isinstance(text, str) for key, text in value.items()):
                return {REFERENCE: known.setdefault(tuple(value.get(lang) for lang in langs), len(known))}
            return {key: refer(inner) for key, inner in value.items()}
        return [refer(inner) for inner in value] if isinstance(value, list) else value

    told = {key: refer(value) for key, value in data.items() if key not in ("words", "calendar")}
    keys = sorted({key for words in data["words"].values() for key in words})
    texts = {
        lang: [[row[number] for row in known], [data["words"][lang].get(key) for key in keys], data["calendar"][lang]]
        for number, lang in enumerate(langs)
    }
    return {**told, "keys": keys, "texts": texts}
