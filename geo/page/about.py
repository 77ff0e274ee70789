"""The page's section "About these figures": the audit in words, in every language of the page.

The template shows one language; the page's script puts the others in by each text's name.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from geo.audit.totals import KINDS, Audit
from geo.audit.waterfall import Step, round_steps
from geo.text.numbers import format_percent
from geo.text.words import format_area, format_day, format_number, say

_BAR = 320  # units across the widest bar of the waterfall


def build_about(audit: Audit, numbers: Mapping[str, int], langs: Iterable[str]) -> dict[str, Any]:
    """Put an audit into the rows and texts of a section.

    Parameters
    ----------
    audit : Audit
        From `geo.audit_map`.
    numbers : mapping of str to int
        The number of each source on the page.
    langs : iterable of str
        Languages to word it in.

    Returns
    -------
    dict
        `texts`: by name, a text per language; `totals`, `steps`, `places`, `claims`, `caveats`, `published`:
        rows that name their texts.
    """
    langs = tuple(langs)
    texts: dict[str, dict[str, str]] = {}

    def text(name: str, make: Any) -> str:
        texts[name] = {lang: make(lang) for lang in langs}
        return name

    def word(key: str) -> str:
        return text(key, lambda lang: say(key, lang))

    for key in ("title", "method", "totals_title", "waterfall_title", "places_title", "claims_title", "caveats_title",
                "published_title", *(["parties_title"] if audit.parties else [])):  # fmt: skip
        word(f"audit.{key}")
    for key in ("area", "share", "step", "total", "place", "reported", "measured", "difference", "held", "verdict",
                "claim", "source", *(["party", "day"] if audit.parties else [])):  # fmt: skip
        word(f"audit.col.{key}")
    text("lead", audit.lead.text)
    steps = round_steps(audit.waterfall, 0) if audit.reported else []
    top = max((total for _, _, total in steps), default=1.0)
    top = max([top, *(total - km2 for _, km2, total in steps)]) or 1.0
    return {
        "texts": texts,
        "totals": [_total(text, audit, kind) for kind in (KINDS if audit.reported else KINDS[2:])],
        "parties": [
            {
                "name": text(f"y{number}", row.party.name),
                "area": text(f"y{number}a", lambda lang, row=row: format_area(row.km2, lang)),
                "day": text(f"y{number}d", lambda lang, row=row: format_day(row.day, lang) if row.day else "–"),
            }
            for number, row in enumerate(audit.parties)
        ],
        "steps": [_step(text, number, *row, top) for number, row in enumerate(steps)],
        "places": [
            {
                "id": row.place.id,
                "name": text(f"p{number}", row.place.name),
                "reported": text(f"p{number}r", lambda lang, row=row: _number(row.reported and row.reported.value, lang)),
                "sources": [numbers[row.reported.source]] if row.reported and row.reported.source in numbers else [],
                "measured": text(f"p{number}m", lambda lang, row=row: _number(row.measured_km2, lang)),
                "difference": text(f"p{number}d", lambda lang, row=row: _difference(row.difference_pct, lang)),
                "held": text(f"p{number}h", lambda lang, row=row: _number(row.held_km2, lang)),
                "verdict": text(f"p{number}v", row.verdict.text),
                "kind": row.verdict.kind,
            }
            for number, row in enumerate(audit.places if audit.reported else ())
        ],
        "claims": [
            {
                "pct": text(f"c{number}p", lambda lang, claim=claim: format_percent(claim.claim_pct, lang)),
                "title": audit.sources[claim.statement.source].title,
                "sources": [numbers[claim.statement.source]] if claim.statement.source in numbers else [],
                "verdict": text(f"c{number}v", claim.verdict.text),
            }
            for number, claim in enumerate(audit.claims)
        ],
        "published": [
            {
                "area": text(f"h{number}", lambda lang, row=row: format_area(row.value or 0.0, lang)),
                "title": audit.sources[row.source].title,
                "sources": [numbers[row.source]] if row.source in numbers else [],
            }
            for number, row in enumerate(audit.published)
        ],
        "caveats": [text(f"w{number}", caveat.text) for number, caveat in enumerate(audit.caveats)],
    }


def _total(text: Any, audit: Audit, kind: str) -> dict[str, str]:
    km2 = audit.totals_km2[kind]
    share = audit.share_pct(km2)
    return {
        "label": text(f"audit.total.{kind}", lambda lang: say(f"audit.total.{kind}", lang)),
        "area": text(f"t.{kind}", lambda lang: format_area(km2, lang)),
        "share": text(f"s.{kind}", lambda lang: "" if share is None else format_percent(share, lang)),
    }


def _step(text: Any, number: int, step: Step, km2: float, total: float, top: float) -> dict[str, Any]:
    """One bar: from the total before to the total after; the first and the last from zero."""
    first = number == 0
    low, high = (0.0, total) if first else (min(total, total - km2), max(total, total - km2))
    return {
        "label": text(f"f{number}", step.label.text),
        "km2": "" if first else text(f"f{number}k", lambda lang: format_number(km2, lang, plus=True)),
        "total": text(f"f{number}t", lambda lang: format_number(total, lang)),
        "x": round(_BAR * low / top, 1),
        "width": round(max(_BAR * (high - low) / top, 1.0), 1),
        "kind": "sum" if first else "less" if km2 < 0 else "more",
    }


def _number(km2: float | None, lang: str) -> str:
    return "–" if km2 is None else format_number(km2, lang)


def _difference(pct: float | None, lang: str) -> str:
    return "–" if pct is None else say("unit.percent", lang, number=format_number(pct, lang, 1, plus=True))
