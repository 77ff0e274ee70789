"""Names of countries in the languages of a map, from the Unicode CLDR."""

from functools import cache

from geo.reading.codes import find_country


@cache
def country_names(english: str, languages: tuple[str, ...]) -> dict[str, str]:
    """Return what a country is called in each language; empty where no country is known by that name.

    >>> country_names("Dominican Rep.", ("en", "ru"))
    {'en': 'Dominican Republic', 'ru': 'Доминиканская Республика'}
    >>> country_names("Atlantis", ("ru",))
    {}
    """
    code = find_country(english)
    found = {lang: _territories(lang).get(code, "") for lang in languages} if code else {}
    return {lang: name for lang, name in found.items() if name}


@cache
def _territories(lang: str) -> dict[str, str]:
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        return {str(code): str(name) for code, name in Locale.parse(lang).territories.items()}
    except (UnknownLocaleError, ValueError):
        return {}
