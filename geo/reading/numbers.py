"""A column of numbers as people write them: each cell becomes a number to its last digit, a flag, nothing, or a finding.

Which mark is the decimal one is settled by the whole column, never cell by cell; where the column does not show it, that is
a question.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from geo.errors import plain_line
from geo.reading.flags import FLAG_LETTERS, HIDDEN, WITHHELD, read_flags

NOTHING = frozenset(
    {"", "na", "n/a", "n.a.", "n/d", "n.d.", "nan", "null", "none", "no data", "-", "–", "—", "−", "..", "...", "…", ":", "#n/a",
     "#n/d", "#ref!", "#div/0!", "#value!", "[z]", "[:]", "н/д", "нд", "нет данных", "yoxdur", "k.a.", "(x)", "(na)"}
)  # fmt: skip
MOSTLY = 0.5  # of the different texts: where more are numbers, the others are mistakes, not categories

_LONGEST = 500  # letters of a cell with a number in it, as the smallest written out: taking a longer one apart may last
_MINUS = str.maketrans(dict.fromkeys("−‒–—﹣－‐‑", "-"))
_SPACES = str.maketrans(
    dict.fromkeys("\xa0\u2007\u2009\u202f\u2002\u2003", " ") | dict.fromkeys("’ʼ`٬", "'") | {"٫": ".", "٪": "%"}
)
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠ"
_LIFTED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_TEN = re.compile(r"(?<=\d)\s*[×x*·⋅]\s*10(?:\^|\*\*)?\s*([+-]?\d{1,2}|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})$")  # 1.5 × 10³
_SQUARE = re.compile(r"(?<=m)\^?([23])$")
_NOTE = re.compile(rf"(?<=[\d%)])(?:\s*(?:[{_RAISED}*†‡§#]|\[[\w*]{{1,3}}\]))+$|(?<=[\d%])\s+\(\d\)$")
_MARGIN = re.compile(  # behind a number: ± 0.5, [11.2-13.9], (95% CI: 11.2, 13.9)
    r"(?<=[\d%])\s*(?:±|\+/?-)\s*(?P<by>[.,]?\d[\d.,]*)\s*%?$|(?<=[\d%])\s*[\[(]\s*(?:\d\d\s?%\s?CI:?\s*)?(?P<low>-?\d[\d.,]*?)\s*%?"
    r"(?:\s*[-;]\s*|,?\s+to\s+|,\s+)(?P<high>-?\d[\d.,]*)\s*%?\s*[\])]$"
)
_GAP = re.compile(r"-9{2,}(?:\.[09]+)?|-8{3,}(?:\.0+)?|9{3,}(?:\.[09]+)?")  # what programs write where they have no figure
_FAR = 10  # times the largest of the others: from there on such a number is none of them
_ABOUT = re.compile(r"(?:~|≈|c\.|ca\.|about|circa|approx\.?)\s*(?=[\d.-])", re.IGNORECASE)
_CURRENCY = r"(?:[$€£¥₽₼₾₹₺₴₸₩₦₫₱֏]|R\$|US\$|A\$|C\$|Rs\.?|(?:USD|EUR|GBP|CHF|JPY|INR|RUB|AZN|AMD|GEL|TRY|SEK|NOK|DKK|PLN|BRL)\b)"
_SHAPE = re.compile(
    rf"(?:(?P<money>{_CURRENCY})\s*(?=\())?(?P<open>\()?\s*"
    rf"(?P<sign>[+-])?\s*(?:(?P<currency>{_CURRENCY})\s*)?(?P<sign2>[+-])?(?P<core>[.,]?\d[\d.,' ]*?)"
    rf"(?P<power>[eE][+-]?\d+)?(?P<after>-)?\s*(?P<rest>(?:{_CURRENCY}|[^\W\d_%]|[%‰°µ²³/(]).*?)?(?P<close>\))?"
)
_POWERS = {
    "k": 3, "thousand": 3, "tsd": 3, "tsd.": 3, "тыс.": 3, "тыс": 3, "M": 6, "million": 6, "millions": 6, "mln": 6,
    "mio": 6, "mio.": 6, "mn": 6, "млн": 6, "млн.": 6, "milyon": 6, "B": 9, "bn": 9, "billion": 9, "billions": 9, "mrd": 9,
    "mrd.": 9, "млрд": 9, "млрд.": 9,
}  # fmt: skip
_BOUNDS = {"less than|fewer than|under|below|weniger als|unter|moins de|menos de|менее": "<",
           "more than|over|above|mehr als|über|plus de|más de|более": ">"}  # fmt: skip
_UNIT = re.compile(rf"{_CURRENCY}|[%‰]|[°²³µ/\w][^\d()\[\],;]{{0,24}}")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class Cell:
    """What one text says: a number written plainly, its publisher's flags, or why it is no number; all empty for nothing."""

    value: str | None = None
    flag: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Numbers:
    """A column of numbers.

    Attributes
    ----------
    cells : what each text says, by the text as it stands.
    said : how the numbers are written, in words.
    unit : what stands behind most of them.
    question : a text of which the column does not show whether its mark parts thousands or decimals; empty for none.
    """

    cells: Mapping[str, Cell]
    said: tuple[str, ...] = ()
    unit: str = ""
    question: str = ""

    def values(self, texts: Sequence[str]) -> list[str | None]:
        """Return the numbers of a column, in the order of its rows."""
        return [self.cells[text].value for text in texts]


@dataclass
class _Part:
    """A text taken apart, its number yet unread."""

    core: str
    negative: bool = False
    power: str = ""
    rest: str = ""
    currency: str = ""
    flags: list[str] = field(default_factory=list)
    margin: bool = False


def plain_digits(text: str) -> str:
    """Return a text with the digits of other scripts as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no figure."""
    return text.casefold() in NOTHING


def read_numbers(texts: Iterable[str], separator: str = ",", decimal: str = "") -> Numbers | None:
    """Read a column; None where it does not hold numbers.

    Parameters
    ----------
    texts : the cells.
    separator : what parts the table's columns; where these are semicolons, a lone comma or dot before three digits may be
        either mark.
    decimal : `.` or `,` where it was told or other columns show it.

    Examples
    --------
    >>> read_numbers(["1.234.567", "987.654", "999"], ";").values(["987.654"])
    ['987654']
    >>> read_numbers(["71.5 b", ": c"]).cells["71.5 b"]
    Cell(value='71.5', flag='b', wrong='')
    >>> read_numbers(["234.567"], ";").question
    '234.567'
    >>> read_numbers(["many", "few"]) is None
    True
    """
    given = sorted(set(texts))
    if all(_PLAIN.fullmatch(text) for text in given) and given and not (separator == ";" and decimal != "." and _doubtful(given)):
        return Numbers({text: Cell(_signed(text.removeprefix("+"))) for text in given})
    cells: dict[str, Cell] = {}
    parts: dict[str, _Part] = {}
    strange: list[str] = []
    for text in given:
        if is_nothing(text):
            cells[text] = Cell()
        elif hidden := _read_hidden(text):
            cells[text] = hidden
        elif part := _take_apart(text):
            parts[text] = part
        else:
            strange.append(text)
    unit, units = _settle_unit(parts)
    for text, part in list(parts.items()):
        if part.rest and part.rest != unit and part.rest not in units:
            del parts[text]
            strange.append(text)
    if not parts or len(parts) <= MOSTLY * (len(parts) + len(strange)):
        return None
    mark, question = _settle_mark([part.core for part in parts.values()], separator, decimal)
    for text in strange:
        cells[text] = Cell(wrong=f"{text!r} is no number")
    for text, part in parts.items():
        number = _write(part, mark)
        flag = " ".join(dict.fromkeys(part.flags))
        cells[text] = Cell(number, flag) if number else Cell(wrong=f"{text!r} is no number, as others have {_mark_words(mark)}")
    return Numbers(cells, tuple(_describe(parts, mark, cells, unit)), unit, question)


def _doubtful(texts: Sequence[str]) -> bool:
    """Whether dots stand before just three digits in all numbers that have one."""
    dotted = [text for text in texts if "." in text]
    return bool(dotted) and all(re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", text) for text in dotted)


def _read_hidden(text: str) -> Cell | None:
    """Read what stands in place of a number that its publisher has and does not show."""
    if len(text) > _LONGEST:
        return None
    bare = text.translate(_SPACES).strip()
    for words, sign in _BOUNDS.items():
        bare = re.sub(rf"^(?:{words})\s*(?=\d)", sign, bare, flags=re.IGNORECASE)
    if re.fullmatch(r"[<≤>≥]\s*=?\s*\d+(?:[.,]\d+)?\s*%?", bare):
        return Cell(flag=f"{HIDDEN} {re.sub(' ', '', bare)}")
    if more := re.fullmatch(r"(\d+(?:[.,]\d+)*)\s?\+", bare):
        return Cell(flag=f"{HIDDEN} ≥{more[1]}")
    if bare.casefold() in WITHHELD:
        return Cell(flag=HIDDEN)
    if found := re.fullmatch(r":\s*\(?([a-z]{1,3})\)?", bare):
        return Cell(flag=read_flags(found[1]))
    return None


def _take_apart(text: str) -> _Part | None:
    if len(text) > _LONGEST:
        return None
    bare = plain_digits(text.translate(_SPACES)).translate(_MINUS).strip()
    bare = _TEN.sub(lambda found: f"e{found[1].translate(_LIFTED)}", bare)
    flags: list[str] = []
    margin = _MARGIN.search(bare)
    if margin and (margin["by"] or _lies_between(bare[: margin.start()], margin["low"], margin["high"])):
        bare = bare[: margin.start()].rstrip()
    else:
        margin = None
    while note := _NOTE.search(bare):
        bare = bare[: note.start()].rstrip()
        flags.append("note")
    if (about := _ABOUT.match(bare)) and bare[about.end() :]:
        bare = bare[about.end() :]
        flags.append("e")
    found = _SHAPE.fullmatch(bare)
    if not found:
        return None
    within = bool(found["close"] and found["rest"] and "(" in found["rest"])  # the bracket is the unit's or the flag's
    if bool(found["open"]) != bool(found["close"]) and not within:
        return None
    rest = (found["rest"] or "").strip()
    if found["close"] and not found["open"]:
        rest += ")"
    marked = re.fullmatch(r"\(?([A-Za-z]{1,3})\)?", rest)
    spaced = bare[found.end("core") : found.start("rest")].strip() == "" if rest else False
    if marked and spaced and set(marked[1]) <= FLAG_LETTERS and rest not in _POWERS:
        flags.append(read_flags(marked[1]))
        rest = ""
    elif (behind := re.fullmatch(r"(%)\s*\(?([a-z]{1,2})\)?", rest)) and set(behind[2]) <= FLAG_LETTERS:
        flags.append(read_flags(behind[2]))
        rest = "%"
    elif re.fullmatch(r"\([A-Za-z]\)", rest):
        flags.append("note")
        rest = ""
    rest = _SQUARE.sub(lambda found: "²³"[int(found[1]) - 2], rest)
    signs = [sign for sign in (found["sign"], found["sign2"], found["after"]) if sign]
    if len(signs) > 1 or (signs and found["open"]):
        return None
    negative = bool(found["open"]) or signs == ["-"]
    money = found["currency"] or found["money"] or ""
    return _Part(found["core"].strip(), negative, found["power"] or "", rest, money, flags, margin is not None)


def _lies_between(number: str, low: str, high: str) -> bool:
    """Whether a number lies within the range behind it, which else is a list of footnotes."""
    try:
        lowest, middle, highest = (float(text.rstrip("% ,").replace(",", ".")) for text in (low, number, high))
    except ValueError:
        return False
    return lowest <= middle <= highest


def find_gaps(numbers: Numbers, texts: Sequence[str]) -> list[str]:
    """Return texts such as -999 that stand where there is no figure: far from all others, or below 0 where none else is.

    >>> find_gaps(read_numbers(["4", "-999", "7"]), ["4", "-999", "7"])
    ['-999']
    """
    count = Counter(texts)
    values = {text: float(cell.value) for text, cell in numbers.cells.items() if cell.value and not cell.wrong}
    odd = {text for text in values if _GAP.fullmatch(text)}
    others = [value for text, value in values.items() if text not in odd]
    if not odd or not others:
        return []
    far = _FAR * max(map(abs, others))
    alone = min(others) >= 0  # below 0 nothing else stands
    return sorted(
        text for text in odd
        if (values[text] < 0 and (alone or -values[text] > far) and (count[text] > 1 or values[text] < -100))
        or (values[text] > far and count[text] > 1)
    )  # fmt: skip


def _settle_unit(parts: Mapping[str, _Part]) -> tuple[str, set[str]]:
    """Return the unit behind most numbers, and every word that may stand behind one: it, and words such as million."""
    behind = Counter(part.rest for part in parts.values() if part.rest)
    powers = {rest for rest in behind if rest in _POWERS or rest.casefold() in _POWERS}
    unit, count = next(((rest, n) for rest, n in behind.most_common() if rest not in powers), ("", 0))
    if not _UNIT.fullmatch(unit) or (2 * count < len(parts) and unit != "%"):
        unit = ""
    if len(unit) == 1 and unit.isalpha():  # 1A, 2A are names
        unit = ""
    money, count = Counter(part.currency for part in parts.values()).most_common(1)[0] if parts else ("", 0)
    return unit or (money if 2 * count > len(parts) else ""), powers


def _settle_mark(cores: Sequence[str], separator: str, told: str) -> tuple[str, str]:
    """Return the decimal mark of a column, and a text that may be read two ways where nothing shows which."""
    dots = commas = plain = 0  # evidence for either as the decimal mark, and numbers of five digits without any
    doubtful = {".": "", ",": ""}
    for core in cores:
        last = max(core.rfind("."), core.rfind(","))
        if last < 0:
            plain += len(core) > 4 and core.isdigit()  # so thousands are not parted
            continue
        mark, digits, before = core[last], len(core) - last - 1, core[:last]
        if before.count(mark):  # stands twice, so it parts thousands
            commas, dots = (commas + 3, dots) if mark == "." else (commas, dots + 3)
        elif digits != 3 or not re.fullmatch(r"[1-9]\d{0,2}", before):  # no thousands: too few digits, or parted otherwise
            dots, commas = (dots + 1, commas) if mark == "." else (dots, commas + 1)
        else:
            doubtful[mark] = doubtful[mark] or core
    if told:
        return told, ""
    if dots or commas:
        mark = "." if dots >= commas else ","
        other = "," if mark == "." else "."
        return mark, doubtful[other] if any(_ends_in_decimals(core, other) for core in cores) else ""
    if plain and not (doubtful["."] and doubtful[","]):
        return ("," if doubtful[","] else "."), ""
    if doubtful["."] and doubtful[","]:
        return ".", doubtful["."]
    if separator == ";" and (doubtful["."] or doubtful[","]):
        return ".", doubtful["."] or doubtful[","]
    return ".", ""


def _write(part: _Part, mark: str) -> str:
    """Return the number written plainly, digit by digit; empty where it does not fit the column's marks."""
    other = "," if mark == "." else "."
    if _ends_in_decimals(part.core, other):  # cannot part thousands
        mark, other = other, mark
    whole, _, digits = part.core.partition(mark)
    if re.search(r"[^\d]", digits):
        return ""
    if re.search(r"[^\d]", whole):
        parted = {sign for sign in whole if not sign.isdigit()}
        grouped = re.fullmatch(rf"\d{{1,3}}(?:[{other}' ]\d{{3}})+|\d{{1,2}}(?:{other}\d{{2}})*{other}\d{{3}}", whole)
        if len(parted) > 1 or not grouped:
            return ""
        whole = re.sub(r"[^\d]", "", whole)
    number = f"{whole or '0'}{'.' if digits else ''}{digits}{part.power}"
    power = _POWERS.get(part.rest) or _POWERS.get(part.rest.casefold(), 0)
    if power:
        number = f"{Decimal(number).scaleb(power):f}"
        number = number.rstrip("0").rstrip(".") if "." in number else number
    return _signed(f"-{number}" if part.negative else number)


def _signed(number: str) -> str:
    """Return a number without the sign of a zero."""
    return number if re.search("[1-9]", number) else number.removeprefix("-")


def _ends_in_decimals(core: str, mark: str) -> bool:
    """Whether a mark stands once, alone, and not before three digits, so that it cannot part thousands."""
    return bool(re.fullmatch(rf"\d+\{mark}(?:\d\d?|\d{{4,}})", core))


def _mark_words(mark: str) -> str:
    return "a decimal comma" if mark == "," else "a decimal point"


def _describe(parts: Mapping[str, _Part], mark: str, cells: Mapping[str, Cell], unit: str) -> list[str]:
    """Say what is unusual about how a column writes its numbers."""
    said = []
    other = "," if mark == "." else "."
    cores = [part.core for part in parts.values()]
    if mark == "," and any("," in core for core in cores):
        said.append("a decimal comma")
    turned = sorted(text for text, part in parts.items() if _ends_in_decimals(part.core, other))
    if turned and any(mark in core for core in cores):
        said.append(f"decimals behind a comma in some and behind a point in others, such as {turned[0]!r}")
    cores = [core for core in cores if not _ends_in_decimals(core, other)]
    if any(other in core or re.search("[' ]", core) for core in cores):
        sign = next(sign for sign in (other, "'", " ") if any(sign in core for core in cores))
        said.append("thousands parted" + {",": "", ".": " by dots", "'": " by apostrophes", " ": " by spaces"}[sign])
    if any(text.strip().startswith("(") for text in parts):
        said.append("negative numbers in brackets")
    powers = sorted({part.rest for part in parts.values() if part.rest in _POWERS or part.rest.casefold() in _POWERS})
    if powers:
        said.append(f"words of size ({', '.join(powers)}), which are multiplied out")
    withheld = sorted(text for text, cell in cells.items() if not cell.value and HIDDEN in cell.flag.split())
    if withheld:
        said.append(f"{', '.join(map(repr, withheld[:5]))} for numbers that are withheld")
    margins = [text for text, part in parts.items() if part.margin]
    if margins:
        said.append(f"a margin or range behind numbers, such as {margins[0]!r}, which is left out")
    bare = sorted(text for text, part in parts.items() if unit and not part.rest and not part.currency and part.core.strip("0.,"))
    if bare:
        said.append(f"{unit!r} not behind all of them, which are taken alike ({', '.join(map(repr, bare[:3]))})")
    flags = sorted({flag for cell in cells.values() if cell.value for flag in cell.flag.split()})
    if flags:
        said.append(f"flags behind numbers ({', '.join(flags)})")
    return [plain_line(item) for item in said]
