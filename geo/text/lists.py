"""Several things in one sentence, as a language lists them."""

from collections.abc import Sequence

from geo.text.messages import say


def list_words(texts: Sequence[str], lang: str) -> str:
    """Join texts as a list in a sentence: a, b and c.

    Examples
    --------
    >>> list_words(["a", "b", "c"], "en"), list_words([], "en")
    ('a, b and c', '')
    """
    if len(texts) < 2:
        return "".join(texts)
    return say("list.and", lang, first=", ".join(texts[:-1]), last=texts[-1])


def list_apart(texts: Sequence[str], lang: str) -> str:
    """Join texts that may hold commas themselves, with the language's own sign between them.

    Examples
    --------
    >>> list_apart(["Lachin, 1992", "Kalbajar, 1993"], "en"), list_apart(["Lachin, 1992", "Kalbajar, 1993"], "hy")
    ('Lachin, 1992; Kalbajar, 1993', 'Lachin, 1992, Kalbajar, 1993')
    """
    return say("list.separator", lang).join(texts)


def list_some(texts: Sequence[str], most: int, lang: str) -> str:
    """Join texts with commas, of more than `most` the first, and how many others there are.

    Examples
    --------
    >>> list_some(["a", "b"], 2, "en"), list_some(["a", "b", "c", "d"], 2, "en")
    ('a, b', 'a, b and 2 more')
    """
    listed = ", ".join(texts[:most])
    return say("caption.and_more", lang, places=listed, n=len(texts) - most) if len(texts) > most else listed
