// The same view as vectors, for printing: paper has more pixels than the screen.
(function (GT) {
  "use strict";

  const MOST = 20000; // areas in one drawing: more of them print as pixels

  // The arcs of areas, without those that two of them share, joined end to end into rings: lists of [arc, whether it runs
  // backwards].
  function joinRings({ points, starts, uses, useStarts }, areas) {
    const name = (i) => points[2 * i] + " " + points[2 * i + 1];
    const ends = new Map();
    const left = new Set();
    for (const area of areas) {
      for (let u = useStarts[area]; u < useStarts[area + 1]; u++) if (!left.delete(uses[u])) left.add(uses[u]);
    }
    for (const arc of left) {
      for (const end of [name(starts[arc]), name(starts[arc + 1] - 1)]) {
        if (!ends.has(end)) ends.set(end, []);
        ends.get(end).push(arc);
      }
    }
    const rings = [];
    for (const begin of left) {
      left.delete(begin);
      const ring = [[begin, false]];
      const first = name(starts[begin]);
      let at = name(starts[begin + 1] - 1);
      while (at !== first) {
        const here = at;
        const next = ends.get(here).find((arc) => left.has(arc));
        if (next === undefined) break;
        left.delete(next);
        const backwards = name(starts[next]) !== here;
        at = backwards ? name(starts[next]) : name(starts[next + 1] - 1);
        ring.push([next, backwards]);
      }
      rings.push(ring);
    }
    return rings;
  }

  // The points of a ring of arcs, in units of the level.
  function tracePoints({ points, starts }, ring) {
    const found = [];
    for (const [arc, backwards] of ring) {
      const [from, to] = [starts[arc], starts[arc + 1] - 1];
      if (backwards) for (let i = to; i > from; i--) found.push([points[2 * i], points[2 * i + 1]]);
      else for (let i = from; i < to; i++) found.push([points[2 * i], points[2 * i + 1]]);
    }
    return found;
  }

  // Decimals with which rings, lists of points in pixels, keep their area to a thousandth.
  function countDecimals(rings) {
    let twice = 0;
    let around = 0;
    for (const ring of rings) {
      ring.forEach(([x, y], i) => {
        const [ax, ay] = ring[i ? i - 1 : ring.length - 1];
        twice += ax * y - x * ay;
        around += Math.abs(x - ax) + Math.abs(y - ay);
      });
    }
    return Math.max(1, Math.min(5, Math.ceil(Math.log10((200 * around) / Math.max(1e-9, Math.abs(twice))))));
  }

  // `fillOf` says what a fill attribute says for a code, `nameOf` whose an area is; patterns are those of the page.
  function drawVectors(level, codes, fillOf, nameOf, users, plain, { width, height, scale, left, top, lines }) {
    const { boxes, count, points, starts, arcBoxes } = level;
    const isSeen = (box, i) => box[4 * i + 2] * scale >= left && box[4 * i] * scale - left <= width && box[4 * i + 3] * scale >= top && box[4 * i + 1] * scale - top <= height;
    const write = (i) => (points[2 * i] * scale - left).toFixed(1) + " " + (points[2 * i + 1] * scale - top).toFixed(1);
    const looks = new Map(); // code, to path by place
    let seen = 0;
    for (let area = 0; area < count; area++) {
      const code = codes[area + 1];
      if (!code || !isSeen(boxes, area) || level.useStarts[area] === level.useStarts[area + 1]) continue;
      if (++seen > MOST) return null;
      const name = nameOf(area);
      if (!looks.has(code)) looks.set(code, new Map());
      const places = looks.get(code);
      const rings = joinRings(level, [area]).map((ring) => tracePoints(level, ring).map(([x, y]) => [x * scale - left, y * scale - top]));
      const decimals = countDecimals(rings);
      const d = rings.map((ring) => "M" + ring.map(([x, y]) => x.toFixed(decimals) + " " + y.toFixed(decimals)).join("L") + "Z").join("");
      places.set(name, (places.get(name) || "") + d);
    }
    const told = new Set();
    const fills = Array.from(looks, ([code, places]) => GT.draw("g", { "fill-rule": "evenodd", "data-code": code % plain, fill: fillOf(code), opacity: code < plain ? null : GT.PALE },
      Array.from(places, ([name, d]) => GT.draw("path", { d, "data-land": told.has(name) ? null : (told.add(name), name) }))));
    const borders = [[1, lines.outer, 0.4], [2, lines.inner, 0.25]].map(([many, stroke, thick]) => {
      const parts = [];
      for (let arc = 0; arc < users.length; arc++) {
        if (Math.min(2, users[arc]) !== many || !isSeen(arcBoxes, arc)) continue;
        const vertices = [];
        for (let i = starts[arc]; i < starts[arc + 1]; i++) vertices.push(write(i));
        parts.push("M" + vertices.join("L"));
      }
      return GT.draw("path", { d: parts.join(""), fill: "none", stroke, "stroke-width": thick, "stroke-linejoin": "round" });
    });
    return GT.draw("svg", { class: "geo-print", viewBox: "0 0 " + width + " " + height, width, height },
      fills, borders);
  }

  Object.assign(GT, { drawVectors, joinRings, tracePoints });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
