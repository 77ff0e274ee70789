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

  // The drawing's window on the plane: whole pixels of one zoom.
  function readFrame(svg, plane) {
    // The still picture shows the opening view only; the live map carries the whole drawing.
    if (svg.dataset.full) svg.setAttribute("viewBox", svg.dataset.full);
    const [, , width, height] = svg.getAttribute("viewBox").trim().split(/[\s,]+/).map(Number);
    const [zoom, left, top] = (svg.dataset.window || "").split(" ").map(Number);
    if (![width, height, zoom, left, top].every(Number.isFinite)) throw new Error("the drawing has no frame");
    const world = 256 * 2 ** zoom;
    const { toDegrees, toUnit } = GT.createPlane(plane);
    const place = ([u, v]) => [u * world - left, v * world - top];
    const back = ([x, y]) => [(x + left) / world, (y + top) / world];
    return {
      width, height, place, back,
      box: [...back([0, 0]), ...back([width, height])],
      toUnits: (lat, lon) => place(toUnit([lon, lat])),
      toDegrees: (point) => toDegrees(back(point)),
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
