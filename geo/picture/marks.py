"""What says where and how large: graticule, degrees around a frame, scale bar and north arrow."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.look.letters import POINT, text_width
from geo.picture.labels import Rect
from geo.text.words import format_number, say

if TYPE_CHECKING:
    from geo.picture.frame import Frame

Grid = list[tuple[str, float, BaseGeometry]]


def draw_graticule(frame: "Frame", thick: float) -> Grid:
    """Draw meridians and parallels at a round step, and the edge of the globe; returned, in millimetres, for their degrees."""
    plane, lines = frame.ground.plane, []
    for axis, value, whole in plane.graticule(frame.bounds):
        line = frame.paper(whole)
        lines.append((axis, value, line))
        frame.sheet.area(line, edge="border", width=0.35 * thick)
    globe = plane.globe()
    if globe is not None:
        frame.sheet.area(frame.paper(shapely.boundary(globe)), edge="muted", width=0.5 * thick)
    return lines


def draw_degrees(frame: "Frame", lines: Sequence[tuple[str, float, BaseGeometry]], lang: str) -> None:
    """Write the degrees along the top and the left edge, outside the frame."""
    left, bottom, right, top = frame.rect
    sheet, size = frame.sheet, 0.66 * frame.sheet.size.type
    digits = 0 if all(float(value).is_integer() for _, value, _ in lines) else 1
    digits = digits if all(abs(round(value * 10) - value * 10) < 1e-6 for _, value, _ in lines) else 2
    taken = left
    for axis, value, line in lines:
        ends = shapely.get_coordinates(line)
        if len(ends) == 0:
            continue
        side = ("east" if value >= 0 else "west") if axis == "lon" else ("north" if value >= 0 else "south")
        text = say(f"picture.degrees_{side}", lang, number=format_number(abs(value), lang, digits))
        wide = text_width(text, size)
        if axis == "lon":
            x, y = ends[np.argmax(ends[:, 1])]
            if abs(y - top) < 0.3 and taken + wide / 2 < x < right - wide / 2:
                taken = x + wide / 2 + size * POINT
                sheet.stroke([(x, top), (x, top + 0.8)], edge="muted", width=0.4 * frame.unit)
                sheet.write(x, top + 1.2, text, size, colour="muted", align="center")
        else:
            x, y = ends[np.argmin(ends[:, 0])]
            if abs(x - left) < 0.3 and bottom + wide / 2 < y < top - wide / 2:
                sheet.stroke([(left - 0.8, y), (left, y)], edge="muted", width=0.4 * frame.unit)
                sheet.write(left - 1.2, y - wide / 2, text, size, colour="muted", turn=90)


def draw_bar(frame: "Frame", lang: str, taken: Sequence[Rect] = ()) -> list[Rect]:
    """Draw scale bar and north arrow in the corner with the least painted land or taken; nothing where no one scale is true."""
    if not frame.ground.plane.is_true(frame.bounds):
        return []
    sheet, unit, plane = frame.sheet, frame.unit, frame.ground.plane
    size = 0.8 * sheet.size.type
    left, bottom, right, top = frame.rect
    metres = (right - left) * 0.26 / frame.scale / plane.stretch(*frame.middle)
    power = 10 ** math.floor(math.log10(metres))
    length = next(n * power for n in (5, 2, 1) if n * power <= metres)
    wide = length * frame.scale * plane.stretch(*frame.middle)
    kilo = length >= 1000
    number = format_number(length / 1000 if kilo else length, lang, 0)
    text = say("picture.kilometres" if kilo else "picture.metres", lang, number=number)
    pad = 2.2 * unit
    high = size * POINT * 1.25 + 1.6 * unit
    leaning = plane.north(*frame.middle)
    arrow = 5.0 * unit if abs(leaning) >= 2 and not plane.holds_pole(frame.bounds) else 0.0
    full = wide + text_width(text, size) / 2 + (arrow + 2 if arrow else 0)
    land = shapely.union_all([frame.paper(frame.ground.whole), *(shapely.box(*box) for box in taken)])
    corners = [(left + pad, bottom + pad), (right - pad - full, bottom + pad),
               (left + pad, top - pad - high), (right - pad - full, top - pad - high)]  # fmt: skip
    boxes = [(x - 0.8, y - 0.8, x + full + 0.8, y + high + 0.8) for x, y in corners]
    covered = [shapely.area(shapely.intersection(land, shapely.box(*box))) for box in boxes]
    where = min(range(4), key=lambda number: (round(covered[number], 3), number))
    x, y = corners[where]
    middle = y + 0.35 * unit
    sheet.stroke([(x - 0.3, middle), (x + wide + 0.3, middle)], edge="paper", width=3.4 * unit)
    for part in range(4):
        sheet.box(
            x + wide * part / 4, y, wide / 4, 0.7 * unit,
            fill="ink" if part % 2 == 0 else "paper", edge="ink", line=0.4 * unit,
        )  # fmt: skip
    for at, said in ((x, "0"), (x + wide, text)):
        aligned = "left" if said == "0" else "center"
        if said == "0" and wide < text_width(text, size) / 2 + 2 * text_width("0", size):
            continue  # a short bar has no room for it
        sheet.write(at, y + 1.5 * unit, said, size, align=aligned, halo="paper", halo_width=2.2 * unit)
    if arrow:
        _draw_arrow(frame, x + full - arrow / 2, y + high / 2, arrow, leaning, lang)
    return [boxes[where]]


def _draw_arrow(frame: "Frame", x: float, y: float, size: float, leaning: float, lang: str) -> None:
    turn = math.radians(leaning)
    ahead = np.array([math.sin(turn), math.cos(turn)])
    aside = np.array([ahead[1], -ahead[0]])
    middle = np.array([x, y])
    tip, tail = middle + ahead * size * 0.6, middle - ahead * size * 0.4
    neck = tip - ahead * size * 0.45
    head = shapely.Polygon([tip, neck + aside * size * 0.18, neck - aside * size * 0.18])
    frame.sheet.stroke([tuple(tail), tuple(tip - ahead * size * 0.4)], edge="ink", width=0.6 * frame.unit)
    frame.sheet.area(head, fill="ink")
    points = 0.7 * frame.sheet.size.type
    frame.sheet.write(x, y - size * 0.9, say("picture.north", lang), points, align="center", bold=True)
