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
