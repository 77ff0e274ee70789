"""What changed between two times on a map of values: what rose, fell, appeared, went, or came into another class."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from geo.errors import InputError
from geo.model.answers import plain_value
from geo.model.scene import Scene, ScenePlace, Style, in_language
from geo.model.values_scene import measure
from geo.text.words import say

Kind = Literal["rose", "fell", "changed", "appeared", "gone"]
_NAMED = 3  # places that a sentence names of those that moved one way


@dataclass(frozen=True)
class Move:
    """How one place's answer changed. `before` and `after` are numbers, categories, or None; `amount` of numbers."""

    kind: Kind
    place: ScenePlace
    before: float | str | None
    after: float | str | None
    amount: float | None
    old: Style
    new: Style

    def to_json(self) -> dict[str, Any]:
        """Return the move as plain data, numbers in full."""
        return {
            "place": self.place.id,
            "name": self.place.name("en"),
            "kind": self.kind,
            "from": plain_value(self.before),
            "to": plain_value(self.after),
            "amount": plain_value(self.amount),
            "from_class": _class(self.old),
            "to_class": _class(self.new),
        }


def _class(style: Style) -> str | None:
    return None if style.kind in ("missing", "absent") else in_language(style.words, "en")


@dataclass(frozen=True)
class Moves:
    """All that moved from one stop to another, the largest first; `same` places kept their answer."""

    scene: Scene
    first: int
    last: int
    moves: tuple[Move, ...]
    same: int

    def of(self, kind: Kind) -> tuple[Move, ...]:
        """Return the moves of one kind."""
        return tuple(move for move in self.moves if move.kind == kind)

    @property
    def reclassed(self) -> tuple[Move, ...]:
        """The places whose class or category is another one now, of those that had one before."""
        shown = ("class", "category", "state")
        return tuple(m for m in self.moves if m.old.key != m.new.key and m.old.kind in shown and m.new.kind in shown)

    def sentence(self, lang: str = "en") -> str:
        """Put the moves into words fit for an article."""
        return " ".join(self.sentences(lang))

    def sentences(self, lang: str = "en") -> list[str]:
        """Return the sentences one by one."""
        first, last = (self._label(moment, lang) for moment in (self.first, self.last))
        counts = {kind: len(self.of(kind)) for kind in ("rose", "fell", "changed", "appeared", "gone")}
        when = {"first": first, "last": last}
        said = []
        if counts["rose"] or counts["fell"]:
            said.append(say("moves.counts", lang, **when, rose=counts["rose"], fell=counts["fell"], same=self.same))
        elif counts["changed"]:
            said.append(say("moves.changed", lang, **when, n=counts["changed"], same=self.same))
        else:
            said.append(say("moves.none", lang, **when))
        unit = self.scene.series[0].unit
        for kind in ("rose", "fell"):
            largest = self.of("rose" if kind == "rose" else "fell")[:1]
            said += [
                say(f"moves.most_{kind}", lang, place=move.place.full_name(lang),
                    amount=measure(abs(move.amount or 0.0), unit, lang, change=True),
                    before=measure(float(move.before or 0.0), unit, lang), after=measure(float(move.after or 0.0), unit, lang))
                for move in largest
            ]  # fmt: skip
        for move in self.of("changed")[:_NAMED]:
            old, new = (in_language(style.words, lang) for style in (move.old, move.new))
            said.append(say("moves.place", lang, place=move.place.full_name(lang), old=old, new=new))
        if self.reclassed and self.scene.series[0].numeric:
            said.append(say("moves.reclassed", lang, n=len(self.reclassed)))
        said += [say(f"moves.{kind}", lang, n=counts[kind]) for kind in ("appeared", "gone") if counts[kind]]
        return said

    def _label(self, moment: int, lang: str) -> str:
        stop = self.scene.stop(moment)
        return stop.label(lang) if stop else say("moves.before_first", lang)

    def to_json(self) -> dict[str, Any]:
        """Return the moves as plain data."""
        stops = [self.scene.stop(moment) for moment in (self.first, self.last)]
        return {
            "from": stops[0].time if stops[0] else None,
            "to": stops[1].time if stops[1] else None,
            "moves": [move.to_json() for move in self.moves],
            "unchanged": self.same,
        }


def list_moves(scene: Scene, first: int, last: int, series: int = 0) -> Moves:
    """Compare two moments of a scene.

    Parameters
    ----------
    scene : of any kind; of numbers the largest amount comes first, else the map's order.
    first, last : moments, `Scene.moment` of two days.
    series : which of the scene's.

    Raises
    ------
    InputError
        `last` lies before `first`.
    """
    if last < first:
        raise InputError("the times came the later one first; give the earlier time first")
    found = scene.series[series]
    moves, same = [], 0
    for number, place in enumerate(scene.places):
        was, now = scene.row(number, first, series), scene.row(number, last, series)
        if was.value is None and now.value is None and was.style.key == now.style.key:
            continue
        kind, amount = _kind(was.value, now.value, was.style, now.style)
        if kind is None:
            same += 1
            continue
        moves.append(Move(kind, place, was.value, now.value, amount, was.style, now.style))
    if found.numeric:
        order = np.argsort([-abs(move.amount or 0.0) for move in moves], kind="stable").tolist()
        moves = [moves[number] for number in order]
    return Moves(scene, first, last, tuple(moves), same)


def _kind(before: object, after: object, old: Style, new: Style) -> tuple[Kind | None, float | None]:
    if isinstance(before, float) and isinstance(after, float):
        amount = after - before
        return ("rose" if amount > 0 else "fell" if amount < 0 else None), amount
    blank = ("missing", "absent")
    if old.kind in blank and new.kind in blank:
        return None, None
    if old.kind in blank or new.kind in blank:
        return ("appeared" if old.kind in blank else "gone"), None
    return ("changed" if old.key != new.key else None), None
