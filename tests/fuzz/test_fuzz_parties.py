"""Random tables of who held what: drawn, and all land has one paint on every day, whatever the rows say and however damaged."""

from pathlib import Path
from random import Random

from tests.fuzz.child import run_cases
from tests.fuzz.damage import FIRST, damage_rows, many
from tests.fuzz.test_fuzz_new import NAMES, make

CASES = many(50)
PARTIES = (
    "Red Army",
    "Blue Guard",
    "Green Band",
    "red army",
    "Red Army ",
    "Сині",
    "=1+1",
    "<b>x</b>",
    "north;south",
)
OPEN = ("", "?", "present", "now", "..", "-", "n/a", "ongoing")


def prepare(folder: Path) -> None:
    """Nothing is shared."""


def write_time(rng: Random, low: int, high: int) -> str:
    """Write a day, month, year or span as people do."""
    year, month, day = rng.randint(low, high), rng.randint(1, 12), rng.randint(1, 28)
    said = (
        f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day:02}", f"{day % 16 + 13}/{month}/{year}",
        f"{year}~", f"c. {year}", f"{year}/{year + rng.randint(1, 4)}", f"../{year}", f"{day} May {year}",
        f"[{year}-01-02,{year}-03-04]", f"{year}-{month:02}?",
    )  # fmt: skip
    return rng.choice(said[:3]) if rng.random() < 0.5 else rng.choice(said)


def make_table(rng: Random) -> list[list[str]]:
    """One to twelve rows; those of one party at a place do not overlap on purpose, those of two may."""
    parties, rows = rng.sample(PARTIES, rng.randint(1, 4)), []
    for place in rng.choices(NAMES, k=rng.randint(1, 6)):
        year = rng.randint(1900, 1990)
        for _ in range(rng.randint(1, 2)):
            ends = write_time(rng, year + 5, year + 9) if rng.random() < 0.7 else rng.choice(OPEN)
            rows.append(
                [
                    place,
                    write_time(rng, year, year + 3),
                    ends,
                    rng.choice(parties),
                    rng.choice(("diary", "gazette", "")),
                ]
            )
            year += 10
    rng.shuffle(rows)
    return [["region", "from", "to", "party", "source"], *rows]


def one(folder: Path, number: int, given: None) -> None:
    """Make one map; the first of each hundred is also drawn."""
    del given
    rng = Random(FIRST + number)
    rows = make_table(rng)
    if rng.random() < 0.3:
        rows = damage_rows(rng, rows)
    make(folder, rng, f"parties {number}", f"map{number}", rows, drawn=number % 100 == 0)


def test_land_has_one_paint_on_every_day() -> None:
    run_cases("tests.fuzz.test_fuzz_parties", CASES)
