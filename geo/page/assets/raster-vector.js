// The same view as vectors, for printing: paper has more pixels than the screen.
(function (GT) {
  "use strict";

  const MOST = 20000; // areas in one drawing: more of them print as pixels
  const MARKS = {
    dots: [["circle", { cx: 2, cy: 2, r: 1 }], ["circle", { cx: 6, cy: 6, r: 1 }]],
    hatch: [["path", { d: "M-2,2l4,-4M0,8l8,-8M6,10l4,-4", "stroke-width": 2.4 }]],
    rows: [["path", { d: "M0,2h8M0,6h8", "stroke-width": 2 }]],
    thin: [["path", { d: "M-2,6l8,8M0,0l8,8M2,-6l8,8", "stroke-width": 0.8 }]],
  };

  // An area's arcs joined end to end into rings: lists of [arc, whether it runs backwards].
  function joinRings({ points, starts, uses, useStarts }, area) {
    const name = (i) => points[2 * i] + " " + points[2 * i + 1];
    const ends = new Map();
    const left = new Set(uses.subarray(useStarts[area], useStarts[area + 1]));
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

  function drawVectors(level, codes, styles, users, { width, height, scale, left, top, lines }) {
    const { boxes, count, points, starts, arcBoxes } = level;
    const isSeen = (box, i) => box[4 * i + 2] * scale >= left && box[4 * i] * scale - left <= width && box[4 * i + 3] * scale >= top && box[4 * i + 1] * scale - top <= height;
    const write = (i) => (points[2 * i] * scale - left).toFixed(1) + " " + (points[2 * i + 1] * scale - top).toFixed(1);
    const paths = styles.map(() => []);
    let seen = 0;
    for (let area = 0; area < count; area++) {
      if (!codes[area + 1] || !isSeen(boxes, area) || level.useStarts[area] === level.useStarts[area + 1]) continue;
      if (++seen > MOST) return null;
      for (const ring of joinRings(level, area)) {
        const vertices = [];
        for (const [arc, backwards] of ring) {
          const [from, to] = [starts[arc], starts[arc + 1] - 1];
          if (backwards) for (let i = to; i > from; i--) vertices.push(write(i));
          else for (let i = from; i < to; i++) vertices.push(write(i));
        }
        paths[codes[area + 1]].push("M" + vertices.join("L") + "Z");
      }
    }
    const patterns = styles.map((style, code) => style.mark && GT.draw("pattern", { id: "print-" + code, patternUnits: "userSpaceOnUse", width: 8, height: 8 },
      GT.draw("rect", { width: 8, height: 8, fill: style.fill }),
      MARKS[style.pattern].map(([tag, shape]) => GT.draw(tag, Object.assign(tag === "path" ? { stroke: style.mark, fill: "none" } : { fill: style.mark }, shape)))));
    const fills = styles.map((style, code) => paths[code].length && GT.draw("path", {
      d: paths[code].join(""), "fill-rule": "evenodd", "data-code": code, fill: style.mark ? "url(#print-" + code + ")" : style.fill,
    }));
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
      GT.draw("defs", {}, patterns.filter(Boolean)), fills.filter(Boolean), borders);
  }

  Object.assign(GT, { drawVectors });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
