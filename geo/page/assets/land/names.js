// Names on the map: set from the largest place to the smallest, on up to three lines where the land is narrow; one that would
// touch another, stand under something or lie mostly on others' land moves a line, or steps back.
(function (GT) {
  "use strict";

  const LIFTS = [0, 0.9, -0.9, 1.6]; // lines down or up that a name may move
  const DARK = 0.5; // luminance below which letters are white
  const LINES = 3; // of a long name, at most
  const SHORT = 11; // letters that stay on one line
  const SAMPLES = [0.07, 0.21, 0.36, 0.5, 0.64, 0.79, 0.93]; // across a name; with more than half of them on others' land it steps back
  const OVER = ".dateline, .map-tools .icon-button, .twin-head, .leaflet-control, .geo-bars, .geo-legends";

  /** @param {View} view */
  function createNames(view, svg, marks, ground) {
    const labels = Array.from(svg.querySelectorAll(".label"));
    const rooms = new Map();
    for (const label of labels) {
      const place = view.place(label.dataset.label);
      if (place && place.kind.startsWith("former")) label.dataset.kind = "former";
    }
    const weights = new Map(labels.map((label) => [label, weigh(label)]));

    function weigh(label) {
      const place = label.dataset.row ? view.scene.places[Number(label.dataset.row)] : null;
      return place ? place.measured || 1 : 0.5;
    }

    // How wide the land under a name is: a wider name stands on paper, not on its place's colour.
    function roomOf(id) {
      const paths = ground.outlines && ground.outlines.get(id);
      if (!rooms.has(id)) rooms.set(id, paths ? 1.25 * Math.max(...paths.map((path) => path.getBBox().width)) : Infinity);
      return rooms.get(id);
    }

    const widths = new Map(); // of texts on one line, in screen pixels
    function widthOf(label, unit) {
      const { name = "" } = label.dataset;
      if (!widths.has(name)) {
        writeLines(label, [name]);
        widths.set(name, label.getBBox().width / unit);
      }
      return widths.get(name) * unit;
    }

    // A name that is wider than its land, broken at spaces and hyphens.
    function breakName(label, unit) {
      const { name = "" } = label.dataset;
      const parts = name.split(/(?<=[ \u2010-])/);
      const most = Math.max(SHORT, (roomOf(label.dataset.label) / widthOf(label, unit)) * name.length); // letters
      if (parts.length < 2 || name.length <= most) return [name];
      const lines = [parts[0]];
      for (const [number, part] of parts.slice(1).entries()) {
        const last = lines[lines.length - 1];
        const rest = parts.slice(number + 1).join("").trim();
        if (lines.length === LINES || (last + part).trim().length <= most || last.trim().length < 4 || rest.length < 4) lines[lines.length - 1] = last + part;
        else lines.push(part);
      }
      return lines.map((line) => line.trim());
    }

    function writeLines(label, lines) {
      const { figure = "" } = label.dataset;
      const key = lines.join("\n") + "\n" + figure;
      if (label.dataset.lines === key) return;
      label.dataset.lines = key;
      const x = label.getAttribute("x");
      label.replaceChildren(...lines.map((line, number) => GT.draw("tspan", { x, dy: number ? "1.1em" : (-0.55 * (lines.length - 1)).toFixed(2) + "em" }, line)));
      if (figure) label.append(GT.draw("tspan", { x, dy: "1.2em", class: "figure" }, figure));
    }

    // The window that shows the drawing, and what stands over it, in units of the drawing.
    function lookAround() {
      const matrix = svg.isConnected && svg.getScreenCTM();
      const frame = svg.closest(".leaflet-container");
      if (!matrix || !frame) return { covered: [], edge: null };
      const back = matrix.inverse();
      const toUnits = (element) => {
        const box = element.getBoundingClientRect();
        const from = new DOMPoint(box.left, box.top).matrixTransform(back);
        const to = new DOMPoint(box.right, box.bottom).matrixTransform(back);
        return { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y };
      };
      return { covered: Array.from(view.root.querySelectorAll(OVER), toUnits).filter((box) => box.width), edge: toUnits(frame) };
    }

    const touch = (a, b, gap) => a.x - gap < b.x + b.width && b.x < a.x + a.width + gap && a.y < b.y + b.height && b.y < a.y + a.height;
    const isCut = (box, edge) => touch(box, edge, 0) && (box.x < edge.x || box.y < edge.y || box.x + box.width > edge.x + edge.width || box.y + box.height > edge.y + edge.height);

    const boxes = new Map();
    const boxOf = (path) => boxes.get(path) || boxes.set(path, path.getBBox()).get(path);
    const related = (a, b) => a === b || [[a, b], [b, a]].some(([one, other]) => (view.place(one) || {}).part_of === other);

    function isAbroad(id, { x, y, width, height }) {
      const others = Array.from(ground.outlines || []).filter(([other]) => !related(id, other)).flatMap(([, paths]) => paths).filter((path) => !path.classList.contains("off"));
      return SAMPLES.filter((share) => {
        const point = Object.assign(svg.createSVGPoint(), { x: x + share * width, y: y + height / 2 });
        return others.some((path) => {
          const box = boxOf(path);
          return point.x > box.x && point.x < box.x + box.width && point.y > box.y && point.y < box.y + box.height && path.isPointInFill(point);
        });
      }).length > SAMPLES.length / 2;
    }

    function arrange(unit) {
      const order = labels.slice().sort((a, b) => (weights.get(b) || 0) - (weights.get(a) || 0));
      const { covered, edge } = lookAround();
      const taken = [...marks.boxes(unit), ...covered];
      const gap = 2 * unit;
      const inner = edge && { x: edge.x + gap, y: edge.y + gap, width: edge.width - 2 * gap, height: edge.height - 2 * gap };
      // All is asked, then written, then asked again: between the two the browser lays out once.
      const broken = order.map((label) => (label.dataset.row ? breakName(label, unit) : null));
      broken.forEach((lines, at) => { if (lines) writeLines(order[at], lines); });
      const sizes = order.map((label) => label.getBBox());
      const set = order.map((label, at) => {
        const { x, y, width, height } = sizes[at];
        const spots = LIFTS.map((lift) => ({ x, y: y + lift * height, width, height, lift }));
        const isBeyond = width > roomOf(label.dataset.label);
        const free = spots.find((box) => !taken.some((other) => touch(box, other, gap)) && !(inner && isCut(box, inner))
          && !((isBeyond || box.lift) && isAbroad(label.dataset.label, box)));
        if (free) taken.push(free);
        return { label, free, isBeyond };
      });
      for (const { label, free, isBeyond } of set) {
        label.classList.toggle("crowded", !free);
        label.classList.toggle("beyond", isBeyond);
        if (!free) continue;
        if (free.lift) label.setAttribute("transform", "translate(0 " + (free.lift * free.height).toFixed(1) + ")");
        else label.removeAttribute("transform");
      }
    }

    function isDark(fill) {
      const [red, green, blue] = [1, 3, 5].map((at) => parseInt(fill.slice(at, at + 2), 16) / 255);
      return 0.299 * red + 0.587 * green + 0.114 * blue < DARK;
    }

    // A part that no line bounds is hatched over the whole, so its number stands in the name. Says whether any changed.
    function write(moment, series, number) {
      const looks = view.looks(number);
      const dark = looks.map(({ fill, pattern }) => Boolean(fill) && !pattern && isDark(fill));
      const keeps = view.filter.keepLand(moment, number);
      let changed = false;
      for (const label of labels) {
        const row = label.dataset.row ? Number(label.dataset.row) : -1;
        const name = row >= 0 ? view.name_of(row) : view.pick(view.data.base[label.dataset.label] || {}) || label.textContent;
        const part = row >= 0 ? view.detail(row, moment, series).part : null;
        const figure = part && part.km2 && part.kind === "statement" ? view.area(part.km2) : "";
        const isDim = row >= 0 && keeps !== null && !view.scene.landOf(row, moment).some(keeps);
        if (row >= 0) label.dataset.tone = dark[view.code(row, moment, series)] && !isDim ? "dark" : "";
        label.classList.toggle("dim", isDim);
        const text = name + "\n" + figure;
        if (label.dataset.text === text) continue;
        Object.assign(label.dataset, { text, name, figure });
        changed = true;
        writeLines(label, [name]);
      }
      return changed;
    }

    // How far names reach beyond a box, in screen pixels at a scale of pixels per unit of the drawing: left and right.
    function reach([left, right], scale, unit) {
      let [before, after] = [0, 0];
      for (const label of labels) {
        if (!label.dataset.row) continue;
        const middle = Number(label.getAttribute("x"));
        const half = label.getBBox().width / unit / 2;
        before = Math.max(before, (left - middle) * scale + half);
        after = Math.max(after, half - (right - middle) * scale);
      }
      return [before, after];
    }

    return { arrange, labels, reach, write };
  }

  Object.assign(GT, { createNames });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
