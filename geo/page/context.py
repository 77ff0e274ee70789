"""The page as it is without scripts: the payload's opening day, put into words for the template."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from geo.model.timeline import PAINTS
from geo.text.lists import list_apart
from geo.text.words import format_amount, format_area, format_day, format_number, load_words, say

_LANGUAGE_NAMES = {"en": "English", "az": "Azərbaycanca", "hy": "Հայերեն", "ru": "Русский"}
_ORDER = "bphsoaeu"  # of the legend's rows
_PARTS = "so"  # paints that tell how much of a held place is held
_REASONS = 12  # how many pairs a warning names
_STATE_LETTERS = {name[0]: name for name in ("before", "possible", "held", "ended", "unknown")}


def build_context(
    payload: Mapping[str, Any], class_totals: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Put the opening day of a payload into words.

    Parameters
    ----------
    payload : mapping
        From `build_payload`.
    class_totals : sequence, optional
        Of the opening day, from `Scale.totals`, where colours speak of something other than the state.

    Returns
    -------
    dict
        What `page.html` needs except `still_svg` and `map_html`; all texts plain, to be escaped by the template.
    """
    lang = payload["lang"]
    index = sum(day <= payload["open"] for day in payload["stops"])
    situation = payload["situations"][index]
    day = format_day(date.fromisoformat(payload["open"]), lang)
    caption = payload["captions"][index - 1][lang] if index else []
    return {
        "lang": lang,
        "langs": [(code, _LANGUAGE_NAMES[code]) for code in payload["langs"]],
        "words": load_words(lang),
        "title": _pick(payload["title"], lang),
        "subtitle": _pick(payload["subtitle"], lang),
        "date_iso": payload["open"],
        "date_words": day,
        "no_script": say("ui.no_script", lang, date=day),
        "stops": payload["stops"],
        "stop_index": max(0, index - 1),
        "spacing": payload["spacing"],
        "caption": caption,
        "status": f"{day}. " + list_apart([part["text"] for part in caption], lang),
        "legend": _legend(payload, situation, lang, class_totals),
        "by_class": class_totals is not None,
        "keys": _keys(payload, lang),
        "rows": [_row(payload, situation, number, lang) for number in range(len(payload["places"]))],
        "warning": _warning(payload, situation, lang),
        "figures": [key for key in ("reported", "measured")
                    if any(place[f"{key}_km2"] is not None for place in payload["places"])],
        "events": [
            {
                "iso": event["first"],
                "date_words": payload["dates"][event["date"]][lang],
                "title": _pick(event["title"], lang),
                "sources": event["sources"],
            }
            for event in payload["events"]
        ],
        "notes": [_pick(note, lang) for note in payload["notes"]],
        "boundary_note": _pick(payload["boundary_note"], lang),
        "projection": _pick(payload["plane"]["name"], lang),
        "credit": _pick(payload["credit"], lang),
        "build": payload["build"],
        "sources": [
            {
                **source,
                "published": payload["dates"][source["published"]][lang] if source["published"] else "",
                "accessed": payload["dates"][source["accessed"]][lang] if source["accessed"] else "",
            }
            for source in payload["sources"]
        ],
        "tiles": bool(payload.get("tiles")),
    }


def _pick(texts: Mapping[str, str], lang: str) -> str:
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


def _legend(
    payload: Mapping[str, Any],
    situation: Mapping[str, Any],
    lang: str,
    class_totals: Sequence[Mapping[str, Any]] | None,
) -> list[dict[str, Any]]:
    """One row per state, and per way of being painted that the map ever uses; fixed for all days."""
    if class_totals is not None:
        totals = zip(payload["scale"]["classes"], class_totals, strict=True)
        classes = [
            {
                "class": str(number),
                "word": _pick(entry["words"], lang),
                "count": say("legend.count", lang, n=total["count"]) if total["count"] else "–",
                "area": format_area(total["km2"], lang) if total["km2"] else "",
            }
            for number, (entry, total) in enumerate(totals)
        ]
        # land that is not held keeps its state's colour where the value speaks of holding
        used = set().union(*(here["paints"] for here in payload["situations"])) - set("hs")
        return classes + (
            _states(payload, situation, lang, used) if payload["colour"] in ("start", "years") else []
        )
    used = set("hbpe").union(*(here["paints"] for here in payload["situations"]))
    return _states(payload, situation, lang, used)


def _states(
    payload: Mapping[str, Any], situation: Mapping[str, Any], lang: str, used: set[str]
) -> list[dict[str, Any]]:
    rows = []
    for letter in _ORDER:
        if letter in used:
            name = PAINTS[letter]
            total = situation["totals"].get(name, {})
            # places held in part are among the held: their row stands under it and says so
            among = letter in _PARTS and "h" in used
            count = _count_parts(payload, situation, letter) if letter in _PARTS else total.get("count")
            key = "legend.of_these" if among else "legend.count"
            rows.append(
                {
                    "paint": letter,
                    "among": among,
                    "word": _pick(payload["states"][name], lang),
                    "count": say(key, lang, n=count) if count else "–",
                    "area": format_area(total["km2"], lang) if total.get("km2") else "",
                }
            )
    return rows


def _count_parts(payload: Mapping[str, Any], situation: Mapping[str, Any], letter: str) -> int:
    """Count the drawn places that are hatched for a part of unknown shape, or that an outline cuts."""
    drawn = [(place["id"], mark) for place, mark in zip(payload["places"], situation["marks"], strict=True) if place["drawn"]]
    if letter == "s":
        return sum(mark == "s" for _, mark in drawn)
    return sum(situation["parts"].get(name, {}).get("kind") == "outline" for name, _ in drawn)


def _warning(payload: Mapping[str, Any], situation: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Say which reported areas of places held on the day must not be added, and what they would add up to."""
    held = {
        place["id"]: place
        for place, state in zip(payload["places"], situation["states"], strict=True)
        if place["drawn"] and state == "h" and place["reported_km2"] is not None
    }
    pairs = [pair for pair in payload["overlaps"] if held.keys() >= set(pair)]
    if not pairs:
        return {}
    reasons = [
        say(
            "legend.inside" if held[inner]["part_of"] == outer else "legend.overlaps", lang,
            a=_pick(held[inner]["names"], lang), b=_pick(held[outer]["names"], lang),
        )
        for inner, outer in pairs[:_REASONS]
    ]  # fmt: skip
    total = sum(place["reported_km2"] for place in held.values())
    measured = format_area(situation["totals"]["held"]["km2"], lang)
    return {
        "head": say("legend.do_not_add", lang),
        "sums": say("legend.sums", lang, reported=format_area(total, lang), measured=measured),
        "why": say("legend.overlap_why", lang, reasons=list_apart(reasons, lang)),
    }


def _keys(payload: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    keys = [{"kind": "line", "title": _pick(line["title"], lang)} for line in payload["lines"]]
    if any(place["kind"].startswith("former") and place["drawn"] for place in payload["places"]):
        keys.append({"kind": "oblast", "title": say("legend.oblast", lang)})
    return keys


def _row(payload: Mapping[str, Any], situation: Mapping[str, Any], number: int, lang: str) -> dict[str, Any]:
    place = payload["places"][number]
    state = _STATE_LETTERS[situation["states"][number]]
    part = situation["parts"].get(place["id"])
    drawn = {other["id"] for other in payload["places"]}
    return {
        "id": place["id"],
        "name": _pick(place["names"], lang) or place["id"],
        "sub": place["part_of"] in drawn,
        "state": state,
        "paint": situation["marks"][number],
        "state_word": _pick(payload["states"][state], lang),
        "part": _part_words(place, part, lang),
        "start_words": payload["brief"][place["start"]][lang] if place["start"] else "",
        "end_words": payload["brief"][place["end"]][lang] if place["end"] else "",
        "reported": format_number(place["reported_km2"], lang) if place["reported_km2"] is not None else "",
        "measured": format_number(place["measured_km2"], lang) if place["measured_km2"] is not None else "",
        "sources": place["sources"],
    }


def _part_words(place: Mapping[str, Any], part: Mapping[str, Any] | None, lang: str) -> str:
    """Say a part beside the whole it is a part of: a stated part of the reported area, a drawn one of the measured."""
    if not part:
        return ""
    whole = place["reported_km2"] if part["kind"] == "statement" else place["measured_km2"]
    if part["km2"] and whole:
        amounts = [format_number(km2, lang) for km2 in (part["km2"], part.get("km2_to")) if km2 is not None]
        return say("card.part_of", lang, part="–".join(amounts), whole=format_area(whole, lang))
    if part["km2"]:
        return say("card.part_area", lang, part=format_amount(part["km2"], part.get("km2_to"), lang))
    return say("card.part_unknown", lang)
