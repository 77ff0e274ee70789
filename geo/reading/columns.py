"""What the columns of a loose table hold: which one names the places, which the times, and ids made of names."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from geo.errors import InputError
from geo.reading.codes import plain_code
from geo.text.names import fold_name, nearest

START_NAMES = (
    "start", "from", "begin", "begins", "began", "started", "startdate", "stdate", "datefrom", "validfrom", "since",
    "startyear", "fromdate", "fromyear", "datestart", "beginning", "von", "начало", "с", "debut", "datedebut", "datededebut",
    "depuis", "inicio", "fechainicio", "desde", "inizio", "anfang", "beginn", "datainicio", "датаначала",
    "baslangic", "baslama", "baslangictarihi", "սկիզբ",
)  # fmt: skip
END_NAMES = (
    "end", "to", "until", "ended", "ends", "enddate", "dateto", "validto", "till", "endyear", "todate", "toyear",
    "dateend", "finish", "bis", "конец", "по", "fin", "datefin", "datedefin", "fechafin", "hasta", "fine", "ende", "fim",
    "datafim", "окончание", "датаокончания", "до", "bitis", "bitme", "bitistarihi", "son", "վերջ", "վերջը",
)  # fmt: skip
TIME_NAMES = (
    "time", "year", "date", "period", "month", "week", "quarter", "season", "day", "when", "il", "год", "дата",
    "annee", "mois", "jahr", "monat", "datum", "ano", "fecha", "anno", "rok", "yil", "timeperiod", "referenceperiod",
    "yearmonth", "obstime", "yr", "refdate", "timestamp", "datetime", "fiscalyear", "financialyear", "fy", "refperiod",
    "schoolyear", "academicyear", "decade", "half", "halfyear", "semester", "trimestre", "semestre", "semaine", "jour",
    "decennie", "quartal", "halbjahr", "woche", "tag", "jahrzehnt", "zeit", "zeitraum", "mes", "mese", "giorno", "dia", "semana",
    "tempo", "tiempo", "periode", "periodo", "время", "период", "месяц", "неделя", "квартал",
    "сезон",
    "день", "ay", "tarix", "tarih", "dovr", "gun",
    "տարի", "ամիս", "ամսաթիվ", "data",
)  # fmt: skip
YEAR_NAMES = ("year", "annee", "jahr", "ano", "anno", "god", "год", "il", "yil", "rok", "yr", "fy")
VALUE_NAMES = ("value", "obsvalue", "rate", "share", "figure", "values", "wert", "valeur", "valor", "valore", "waarde",
               "значение", "qiymet", "deyer", "deger", "hodnota", "wartosc", "արժեք")  # fmt: skip
NO_VALUE_NAMES = frozenset((
    "lat", "latitude", "lon", "lng", "long", "longitude", "id", "fid", "objectid", "gid", "rank", "index", "unnamed0",
    "rownames", "row", "no", "nr", "fips", "code", "isonum", "isonumeric", "uid", "zip", "x", "y", "column1", "geoid",
    "statefp", "countyfp",
))  # fmt: skip
PARTY_NAMES = (
    "party", "holder", "heldby", "controller", "control", "controlledby", "controlby", "incontrol", "actor", "power",
    "occupier", "occupant", "owner", "ruler", "ruledby", "rulingpower", "colonizer", "coloniser", "colonialpower",
    "sovereign", "faction", "group", "armedgroup", "side", "regime", "administrator", "сторона",
    "контроль", "controle", "partei", "partie", "parti", "partido", "bando", "teref", "nezaret", "կողմ",
)  # fmt: skip
SOURCE_NAMES = (
    "source", "src", "sources", "sourceurl", "reference", "citation", "url", "источник", "mənbə", "quelle",
)  # fmt: skip
CROWD_NAMES = ("population", "pop", "inhabitants", "people", "residents", "население", "ehali", "բնակչություն")
NAME_NAMES = (
    "name", "nameen", "name1", "name2", "admin", "shapename", "namelong", "nom", "nombre", "naam", "label", "title",
    "district", "county", "state", "country", "region", "namelatn", "nutsname",
)  # fmt: skip
TOTALS = (
    "total", "sum", "all", "итого", "всего", "cemi", "yekun", "ընդամենը", "gesamt", "ukupno", "suma", "grand total",
    "grandtotal", "overall", "insgesamt", "zusammen", "totale", "totaal", "totalgeneral", "ensemble", "toplam", "celkem", "razem",
)  # fmt: skip


def pick_column(told: str | None, columns: Sequence[str], option: str, file: str) -> str | None:
    """Return a column by its told name, in any case.

    Raises
    ------
    InputError
        There is no such column; names the nearest.
    """
    if told is None:
        return None
    found = [column for column in columns if column == told] or [
        column for column in columns if fold_name(column) == fold_name(told) and fold_name(told)
    ]
    if len(found) != 1:
        near = nearest(told, columns, columns)
        raise InputError(f"{option}: {file} has no column {told!r}; nearest: {near}")
    return found[0]


def guess_column(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the column that carries one of the usual names, the most usual first."""
    folded = {fold_name(column): column for column in reversed(columns)}
    return next((folded[name] for name in names if name in folded), None)


CODED = re.compile(r"fips|iso|code|num|geo|id\b", re.IGNORECASE)


def guess_keys(
    figures: Mapping[str, Sequence[str]], boundaries: Mapping[str, Sequence[str]]
) -> tuple[str, str, float] | None:
    """Return the column of the figures and that of the boundaries whose values meet most often, and their share.

    Of equals, a column that tells the boundaries apart better wins, then the one that stands first.
    """
    boundaries = {column: [plain_code(value) for value in values] for column, values in boundaries.items()}
    figures = {column: [plain_code(value) for value in values] for column, values in figures.items()}
    known = {column: {fold_name(value) for value in values} - {""} for column, values in boundaries.items()}
    named = any(fold_name(name) in NAME_NAMES for name in figures)
    best: tuple[float, int, int, int] | None = None
    chosen: tuple[str, str] | None = None
    for left, (column, values) in enumerate(figures.items()):
        asked = {fold_name(value) for value in values} - {""}
        if not asked:
            continue
        # a column that was named is what it is; numbers under no name of codes are counts, where others may be names
        trust = 1.0 if len(figures) == 1 else _trust(asked)
        if trust < 1 and not CODED.search(column) and named:
            trust = 0.0 if fold_name(column) not in NAME_NAMES else trust
        for right, (other, there) in enumerate(known.items()):
            met = _meet(asked, there, boundaries[other])
            share = met / len(asked) * min(1.0, 0.5 + met / 20) * (1.0 if fold_name(column) == fold_name(other) else trust)
            rank = (share, len(there), -left, -right)
            if share and (best is None or rank > best):
                best, chosen = rank, (column, other)
    if best is None or chosen is None:
        return None
    asked = {fold_name(value) for value in figures[chosen[0]]} - {""}
    return *chosen, _meet(asked, known[chosen[1]], boundaries[chosen[1]]) / len(asked)


def _meet(asked: Collection[str], there: Collection[str], values: Sequence[str]) -> int:
    """Count the names that the boundaries have, zeros in front of codes aside, be they lost in the figures or the boundaries."""
    met = len(set(asked) & (set(there) | _without_zeros(values)))
    bare = _without_zeros(asked)
    return max(met, len(bare & set(there))) if len(bare) == len(asked) else met


def _trust(values: Collection[str]) -> float:
    """Whole numbers are as likely counts or years as codes; a row's own number, from 1 on, is never one."""
    digits = {value for value in values if value.isdigit()}
    if 2 * len(digits) < len(values):
        return 1.0
    return 0.0 if digits == {str(number) for number in range(1, len(digits) + 1)} else 0.5


def code_width(values: Iterable[str]) -> int:
    """Return how many digits the codes have when all are digits and as long; else 0."""
    widths = {len(value) if value.isascii() and value.isdigit() else 0 for value in values if value}
    return widths.pop() if len(widths) == 1 else 0


def _without_zeros(values: Iterable[str]) -> set[str]:
    """Give codes as a spreadsheet leaves them, without the zeros in front."""
    given = list(values)
    return {value.lstrip("0") for value in given if value} if code_width(given) else set()


def make_id(text: str) -> str:
    """Return a text as an id: lower-case plain letters, digits and hyphens; empty when none of it is plain.

    >>> make_id("São Tomé & Príncipe")
    'sao-tome-principe'
    """
    words = re.split(r"[^\w.]+|_", unicodedata.normalize("NFC", text))
    plain = ("".join(c for c in fold_name(word) if c.isascii() and c.isalnum()) for word in words)
    return "-".join(word for word in plain if word)[:80]
