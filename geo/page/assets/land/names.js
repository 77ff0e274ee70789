// Names on the map: set from the largest place to the smallest; one that would touch another moves a line, or steps back.
(function (GT) {
  "use strict";

  const LIFTS = [0, 0.9, -0.9, 1.6]; // lines down or up that a name may move
  const DARK = 0.5; // luminance below which letters are white

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

    function arrange(unit) {
      const order = labels.slice().sort((a, b) => (weights.get(b) || 0) - (weights.get(a) || 0));
      const taken = marks.boxes(unit);
      const gap = 2 * unit;
      for (const label of order) {
        const { x, y, width, height } = label.getBBox();
        const spots = LIFTS.map((lift) => ({ x, y: y + lift * height, width, height, lift }));
        const free = spots.find((box) => !taken.some((other) => box.x - gap < other.x + other.width
          && other.x < box.x + box.width + gap && box.y < other.y + other.height && other.y < box.y + box.height));
        label.classList.toggle("crowded", !free);
        label.classList.toggle("beyond", width > roomOf(label.dataset.label));
        if (!free) continue;
        taken.push(free);
        if (free.lift) label.setAttribute("transform", "translate(0 " + (free.lift * height).toFixed(1) + ")");
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
        label.dataset.text = text;
        changed = true;
        const x = label.getAttribute("x");
        label.replaceChildren(GT.draw("tspan", { x }, name));
        if (figure) label.append(GT.draw("tspan", { x, dy: "1.2em", class: "figure" }, figure));
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
