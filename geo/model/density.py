"""How much of each face is held, where a paint tells only that some of it is: totals in which nothing counts twice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from geo.land.area import Face
from geo.model.situation import Paint


@dataclass(frozen=True)
class Claim:
    """What a party holds of a place, somewhere in the faces `live`: surely `low` km², at most `high`.

    Where it is not `known`, no source says how much.
    """

    place: str
    party: str
    low: float
    high: float
    known: bool
    live: Sequence[int]


@dataclass
class Sums:
    """Totals of one day in km². `held` is by party and leaves out what is contested; `stated` is by place and party."""

    held: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    stated: dict[tuple[str, str], float] = field(default_factory=dict)
    contested: float = 0.0
    possible: float = 0.0
    unstated: float = 0.0
    nobody: float = 0.0
    alone: float = 0.0


def measure_faces(faces: Sequence[Face], paints: Sequence[Paint], claims: Sequence[Claim]) -> Sums:
    """Sum what is held, possible, contested and nobody's.

    Parameters
    ----------
    faces : sequence of Face
    paints : sequence
        One per face, with its letter and whose it is.
    claims : sequence of Claim
        Those on hatched land, the inner places first. Of land claimed for two places the larger claim counts: the smaller
        may lie in it.

    Returns
    -------
    Sums
        Held, contested, possible, unstated and nobody's land add up to that of the faces with places.
    """
    sums = Sums()
    sure: dict[int, dict[str, float]] = defaultdict(dict)
    reach: dict[int, dict[str, float]] = defaultdict(dict)
    given: dict[int, dict[tuple[str, str], float]] = defaultdict(dict)
    vague: set[int] = set()
    for claim in claims:
        hatched = [face for face in claim.live if paints[face].letter in "spv"]
        if not claim.known:
            vague.update(hatched)
            continue
        vague.difference_update(hatched)  # the amount of a place tells of its parts too
        room = [face for face in hatched if paints[face].letter == "s" and _has(paints[face], claim.party)]
        for number, share in _fill(claim, claim.low, room, faces, paints, sure).items():
            tenure = claim.place, claim.party
            given[number][tenure] = given[number].get(tenure, 0.0) + share
    for number, held in sure.items():
        reach[number].update(held)
    for claim in claims:
        if claim.known:
            hatched = [face for face in claim.live if paints[face].letter in "spv" and _has(paints[face], claim.party)]
            _fill(claim, claim.high, hatched, faces, paints, reach)
    for number, (face, paint) in enumerate(zip(faces, paints, strict=True)):
        if not face.places:
            sums.alone += face.km2 if paint.letter == "a" else 0.0
        elif paint.letter == "h":
            sums.held[paint.parties[0] if paint.parties else ""] += face.km2
        elif paint.letter == "c":
            sums.contested += face.km2
        elif paint.letter in "spv":
            held = sure.get(number, {})
            _share(sums, face.km2, held, reach.get(number, {}), number in vague)
            for tenure, share in given.get(number, {}).items():
                km2 = face.km2 * share / max(1.0, sum(held.values()))
                sums.stated[tenure] = sums.stated.get(tenure, 0.0) + km2
        else:
            sums.nobody += face.km2
    return sums


def _has(paint: Paint, party: str) -> bool:
    return not party or party in paint.parties or party in paint.perhaps


def _fill(
    claim: Claim,
    km2: float,
    room: Sequence[int],
    faces: Sequence[Face],
    paints: Sequence[Paint],
    found: dict[int, dict[str, float]],
) -> dict[int, float]:
    """Spread what is left of an amount evenly over the room in its land; return the share that each face was given."""
    party = claim.party
    here = sum(faces[n].km2 * _held(paints[n], party, found[n].get(party, 0.0) if n in found else 0.0) for n in claim.live)
    free = sum(faces[n].km2 * (1.0 - found[n].get(party, 0.0)) for n in room)
    missing = km2 - here
    if missing <= 0.0 or free <= 0.0:
        return {}
    share = min(1.0, missing / free)
    added = {number: share * (1.0 - found[number].get(party, 0.0)) for number in room}
    for number, more in added.items():
        found[number][party] = found[number].get(party, 0.0) + more
    return added


def _held(paint: Paint, party: str, share: float) -> float:
    solid = paint.letter in "hc" and (not party or party in paint.parties)
    return 1.0 if solid else share


def _share(sums: Sums, km2: float, sure: Mapping[str, float], reach: Mapping[str, float], vague: bool) -> None:
    """Add one hatched face: what each party holds alone, what several must hold at once, what may be held besides."""
    total = sum(sure.values())
    if total > 1.0:
        alone = {party: max(0.0, 1.0 - (total - share)) for party, share in sure.items()}
        sums.contested += km2 * (1.0 - sum(alone.values()))
    else:
        alone = dict(sure)
    for party, share in alone.items():
        sums.held[party] += km2 * share
    surely = min(1.0, total)
    possibly = max(surely, min(1.0, sum(reach.values())))
    sums.possible += km2 * (possibly - surely)
    if vague:
        sums.unstated += km2 * (1.0 - possibly)
    else:
        sums.nobody += km2 * (1.0 - possibly)
