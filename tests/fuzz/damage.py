"""Ways to damage an input, each chosen by a seeded `Random`: the same seed does the same damage."""

import copy
import json
import os
from collections.abc import Iterator
from random import Random
from typing import Any

# How many times as many cases a run reads, and the first case's number: see README.md.
TIMES = int(os.environ.get("GEO_FUZZ", "1"))
FIRST = int(os.environ.get("GEO_FUZZ_FROM", "0"))


def many(cases: int) -> int:
    """Return how many cases a run reads, of which a short one reads so many."""
    return cases * TIMES


HOSTILE = (
    "", " ", "\0", "\x1b[31m", "\u202egnp.exe", "\ufeff", "\r", "\n", "\r\n", '"', "'", ",", ";", "\t", "|", "\\", "%s", "{}",
    "{0.x}", "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "]]>", "${x}", "$(x)",
    "../../escape", "/etc/passwd", "C:\\x", "\\\\host\\share", "CON", "nul.csv", "a/b", ".", "..", "-", "~", "é" * 30, "İ", "ß",
    "ﬁ", "NaN", "nan", "inf", "-inf", "1e400", "-1e400", "1e-400", "-0", "0", "-5", "1_000", "٣", "0x10", "9" * 400,
    "1." + "0" * 400, "1e308", "1,5", "1.234.567,8", "true", "null", "None", "[]", "X" * 70_000,
    "0000", "9999-12-31", "10000-01-01", "-0001", "1993-02-29", "1993-13-01", "9999/..", "../..", "/", "1992/1988", "2020-W53",
    "XXXX-XX-XX", "[1993..1992]", "{1993,1994}", "Y17E7", "1993-08-23T12:00", "2020-99",
    "31/31/2020", "0/0/0000", "1993~?", "9999-24", "..9999",
    "$x^{2$", r"$\frac$", "$$", "Costs of $5 and $10", "北京", "กรุงเทพ", "दिल्ली", "word " * 60, "`${x}`",
    "</script><script>window.hacked=1</script>", '<meta http-equiv="refresh" content="0;url=http://elsewhere.example">',
    r"\u003cmeta http\u002dequiv=refresh>", "<!--<script>", "x" * 113,
    "💥", "\ud83d", "א" * 5, "\u2028", "\x85", "\x1f", "a\u0300" * 50,
)  # fmt: skip
ODD = (None, True, [], {}, 0, -1, 1e308, -1e308, float("nan"), float("inf"), 10**400, [[]], [None], {"": {}})
ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp1251",
    "cp1252",
    "latin-1",
    "utf-8-sig",
    "shift_jis",
    "utf-7",
)


def damage_bytes(rng: Random, data: bytes) -> bytes:
    """Flip, cut, repeat, insert, swap or lose bytes, one to four times."""
    mutable = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        at, size = rng.randrange(len(mutable) + 1), rng.choice((1, 1, 4, 30))
        match rng.randrange(9):
            case 0 if mutable:
                mutable[at % len(mutable)] ^= 1 << rng.randrange(8)
            case 1:
                del mutable[at:]
            case 2:
                del mutable[at : at + size]
            case 3:
                mutable[at:at] = mutable[at : at + size] * rng.choice((1, 3, 50))
            case 4:
                mutable[at:at] = rng.randbytes(size)
            case 5:
                mutable[at:at] = b"\0" * size
            case 6:
                mutable[:0] = rng.choice(
                    (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"PK\x03\x04", b"{", b"[")
                )
            case 7:
                mutable[at : at + 4] = rng.choice(
                    (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\0\0\0\0")
                )
            case _:
                mutable[at:at] = rng.choice(HOSTILE).encode("utf-8", "replace")[:300]
    return bytes(mutable) if rng.random() > 0.01 else b""


def damage_text(rng: Random, text: str) -> bytes:
    """Lose, double, turn and mix lines and marks; then perhaps encode it otherwise."""
    lines = text.splitlines(keepends=True)
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(lines) + 1)
        match rng.randrange(7):
            case 0:
                lines[at : at + 1] = []
            case 1:
                lines[at:at] = lines[at : at + 1] * rng.choice((1, 2, 40))
            case 2:
                rng.shuffle(lines)
            case 3:
                lines = [
                    line.replace("\n", rng.choice(("\n", "\r\n", "\r", "\x0b", "\u2028", "\n\n")))
                    for line in lines
                ]
            case 4 if at < len(lines):
                place = rng.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + rng.choice(HOSTILE) + lines[at][place:]
            case 5 if at < len(lines):
                marks = list(lines[at])
                rng.shuffle(marks)
                lines[at] = "".join(marks)
            case _:
                lines[at:at] = [rng.choice(HOSTILE) + "\n"]
    whole = "".join(lines)
    if rng.random() < 0.15:
        return whole.encode(rng.choice(ENCODINGS), "replace")
    data = whole.encode("utf-8", "replace")
    return damage_bytes(rng, data) if rng.random() < 0.1 else data


def damage_rows(rng: Random, table: list[list[str]]) -> list[list[str]]:
    """Change cells, rows and columns of a table with a header."""
    rows = [list(row) for row in table]
    for _ in range(rng.choice((1, 1, 2, 4))):
        row = (
            rng.randrange(len(rows))
            if rng.random() < 0.1
            else rng.randrange(1, max(2, len(rows))) % len(rows)
        )
        cell = rng.randrange(len(rows[row]) or 1)
        other = rng.randrange(len(rows))
        match rng.randrange(11):
            case 0:
                rows[row][cell : cell + 1] = [rng.choice(HOSTILE)]
            case 1:
                rows[row][cell : cell + 1] = [rng.choice(HOSTILE) + "".join(rows[row][cell : cell + 1])]
            case 2:
                rows[row][cell : cell + 1] = rows[other][cell : cell + 1]
            case 3:
                rows.insert(row, list(rows[other]))
            case 4 if len(rows) > 1:
                del rows[row]
            case 5:
                rows[row][cell : cell + 1] = []
            case 6:
                rows[row][cell:cell] = [rng.choice(HOSTILE)]
            case 7:
                for each in rows:
                    each[cell : cell + 2] = reversed(each[cell : cell + 2])
            case 8:
                rows[1:] = rng.sample(rows[1:], len(rows) - 1)
            case 9:
                other_cell = rng.choice(rng.choice(rows) or [""])
                rows[row][cell : cell + 1] = [other_cell]
            case _:
                rows.insert(
                    rng.randrange(len(rows) + 1), rng.choice(([], [""], [" "] * len(rows[0]), ["x"] * 500))
                )
    return rows


def damage_value(rng: Random, value: Any) -> Any:
    """Return a copy of a JSON value, changed in a few places: other values, kinds, keys, order."""
    value = copy.deepcopy(value)
    for _ in range(rng.choice((1, 1, 2, 3))):
        spots = list(_spots(value))
        if not spots:
            break
        holder, key = rng.choice(spots)
        match rng.randrange(8):
            case 0:
                holder[key] = rng.choice(HOSTILE)
            case 1:
                holder[key] = copy.deepcopy(rng.choice(ODD))
            case 2 if isinstance(holder, dict):
                holder[rng.choice(HOSTILE)] = holder.pop(key)
            case 3:
                holder[key] = copy.deepcopy(rng.choice(spots)[0])
            case 4:
                del holder[key]
            case 5 if isinstance(holder, list):
                holder.insert(0, copy.deepcopy(holder[key]))
            case 6 if isinstance(holder, list):
                rng.shuffle(holder)
            case _:
                holder[key] = [holder[key]] if rng.random() < 0.5 else {"x": holder[key]}
    return value


def _spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """List every holder and key inside a value."""
    for key in value if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _spots(value[key])


def damage_json(rng: Random, value: Any) -> str:
    """Write a damaged JSON value, perhaps with doubled keys, odd numbers, great depth, or cut."""
    value = damage_value(rng, value)
    text = json.dumps(value, ensure_ascii=rng.random() < 0.5)
    match rng.randrange(12):
        case 0:
            key = rng.choice(("type", "id", "path", "name", "features", "coordinates"))
            return text.replace("{", f'{{"{key}": {rng.choice(("1", "null", "[]", chr(34) * 2))}, ', 1)
        case 1:
            depth = rng.choice((100, 2000, 100_000))
            return text.replace("null", "[" * depth + "]" * depth) if "null" in text else "[" * depth + text
        case 2:
            return text.replace("0", rng.choice(("1e400", "-1e400", "0" * 50, "1" * 5000, "NaN")), 1)
        case 3:
            return text[: rng.randrange(len(text) + 1)]
    return text
