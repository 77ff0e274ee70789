// Paths of the drawing as numbers: longitude and latitude for export.
(function (GT) {
  "use strict";

  const NUMBERS = { M: 2, L: 2, H: 1, V: 1, Z: 0 };

  // A path of straight lines, absolute or relative, as rings (or open strands) of [x, y].
  function readPath(d) {
    const tokens = d.match(/[MLHVZmlhvz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/g) || [];
    const strands = [];
    let strand = null;
    let command = "M";
    let x = 0;
    let y = 0;
    for (let i = 0; i < tokens.length;) {
      if (/[A-Za-z]/.test(tokens[i])) command = tokens[i++];
      const kind = command.toUpperCase();
      const relative = command !== kind;
      if (kind === "Z") {
        if (strand) [x, y] = strand[0];
        continue;
      }
      const values = tokens.slice(i, i + NUMBERS[kind]).map(Number);
      i += NUMBERS[kind];
      if (values.length < NUMBERS[kind]) break;
      if (kind === "H") x = relative ? x + values[0] : values[0];
      else if (kind === "V") y = relative ? y + values[0] : values[0];
      else [x, y] = relative ? [x + values[0], y + values[1]] : values;
      if (kind === "M") {
        strands.push((strand = []));
        command = relative ? "l" : "L";
      }
      strand.push([x, y]);
    }
    return strands;
  }

  function ringArea(ring) {
    let twice = 0;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      twice += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
    }
    return twice / 2;
  }

  function contains(ring, [x, y]) {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i];
      const [bx, by] = ring[j];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  }

  // Rings sorted into polygons by nesting: a ring within an odd number of others is a hole of the innermost.
  function groupRings(rings) {
    const sorted = rings.filter((ring) => ring.length > 2).sort((a, b) => Math.abs(ringArea(b)) - Math.abs(ringArea(a)));
    const shells = [];
    for (const ring of sorted) {
      const around = shells.filter((shell) => contains(shell.ring, ring[0]));
      const holes = around.reduce((count, shell) => count + shell.holes.filter((hole) => contains(hole, ring[0])).length, 0);
      if ((around.length + holes) % 2 === 0) shells.push({ ring, holes: [] });
      else around[around.length - 1].holes.push(ring);
    }
    return shells;
  }

  function readFrame(svg) {
    // The still picture shows the opening view only; the live map carries the whole drawing.
    if (svg.dataset.full) svg.setAttribute("viewBox", svg.dataset.full);
    const [, , width, height] = svg.getAttribute("viewBox").trim().split(/[\s,]+/).map(Number);
    const [south, west, north, east] = svg.dataset.bounds.split(",").map(Number);
    if (![width, height, south, west, north, east].every(Number.isFinite)) throw new Error("the drawing has no frame");
    const rise = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
    const top = rise(north);
    const bottom = rise(south);
    return {
      width, height, south, west, north, east,
      toUnits: (lat, lon) => [((lon - west) / (east - west)) * width, ((top - rise(lat)) / (top - bottom)) * height],
      toDegrees: ([x, y]) => [
        west + (x / width) * (east - west),
        (Math.atan(Math.exp(top - (y / height) * (top - bottom))) * 360) / Math.PI - 90,
      ],
    };
  }

  // GeoJSON wants shells counter-clockwise, holes clockwise, rings closed; the drawing's y runs downwards.
  function toGeometry(d, frame) {
    const turn = (ring, counterclockwise) => {
      const degrees = ring.map(frame.toDegrees);
      if (ringArea(degrees) > 0 !== counterclockwise) degrees.reverse();
      const rounded = degrees.map((point) => point.map((value) => Math.round(value * 1e5) / 1e5));
      return [...rounded, rounded[0]];
    };
    const polygons = groupRings(readPath(d)).map(({ ring, holes }) => [turn(ring, true), ...holes.map((hole) => turn(hole, false))]);
    return polygons.length === 1
      ? { type: "Polygon", coordinates: polygons[0] }
      : { type: "MultiPolygon", coordinates: polygons };
  }

  Object.assign(GT, { readFrame, readPath, toGeometry });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
