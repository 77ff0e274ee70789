// The land of a map behind one interface, few pieces as vectors and many as pixels:
// add(), show(codes, owners), tint(), focus(rows, kind), onPointer(listener of { kind, piece, point, target }), toVectors(box), whenSharp(),
// ringsOf(row, moment) in the unit square, remove().
(function (GT) {
  "use strict";

  // ---- vectors: the faces of the drawing

  /** @param {View} view */
  function createVectors(view, map, svg) {
    const faces = Array.from(svg.querySelectorAll(".face"));
    const outlines = new Map();
    for (const path of svg.querySelectorAll(".outline")) {
      if (!outlines.has(path.dataset.outline)) outlines.set(path.dataset.outline, []);
      outlines.get(path.dataset.outline).push(path);
    }
    if (faces.length !== view.data.pieces) throw new Error("the drawing and the data differ");
    const frame = GT.readFrame(view.data.drawing.frame);
    const groups = faces.map((face) => (/^var\(--s\d+,/.exec(face.getAttribute("fill")) || [""])[0]); // what figures of a guided reading fill it with
    let shown = new Uint8Array(faces.length + 1).fill(255);
    let series = -1;

    function show(codes, number, moment) {
      const keeps = view.filter.keepLand(moment, number);
      faces.forEach((face, piece) => {
        const code = codes[piece + 1];
        face.classList.toggle("dim", keeps !== null && !keeps(piece));
        if (code === shown[piece + 1] && number === series) return;
        const fill = groups[piece] + view.fill(code, "map", number) + (groups[piece] && ")");
        face.setAttribute("fill", fill);
        face.dataset.code = code;
        face.style.stroke = groups[piece] ? "var(--edge," + fill + ")" : fill; // closes the seam between pieces of one look
      });
      shown = codes.slice();
      series = number;
    }

    function focus(rows, kind) {
      const ids = new Set(rows.map((row) => drawnOf(view, row)));
      for (const [id, paths] of outlines) for (const path of paths) path.classList.toggle(kind, ids.has(id));
    }

    function onPointer(listener) {
      const tell = (kind) => (event) => {
        const target = event.target instanceof Element ? event.target : null;
        const face = target && target.closest(".face");
        listener({ kind, piece: face ? faces.indexOf(face) : -1, point: map.mouseEventToContainerPoint(event), target, isMouse: event.pointerType === "mouse" });
      };
      svg.addEventListener("pointermove", tell("hover"));
      svg.addEventListener("pointerleave", () => listener({ kind: "leave", piece: -1 }));
      map.on("click", ({ originalEvent }) => { if (originalEvent && svg.contains(originalEvent.target)) tell("click")(originalEvent); });
    }

    // The outline that is valid now; a place may have had several.
    function ringsOf(row) {
      const path = (outlines.get(view.scene.places[row].id) || []).find((each) => !each.classList.contains("off"));
      return path ? readPath(path.getAttribute("d")).map((ring) => ring.map(frame.toUnit)) : [];
    }

    return { isVector: true, add: () => Promise.resolve(), whenSharp: () => Promise.resolve(), remove() {}, show, tint() {}, focus, onPointer, ringsOf, outlines };
  }

  // A place without land of its own stands for the one that it is part of.
  /** @param {View} view */
  function drawnOf(view, row) {
    const place = view.scene.places[row];
    return !place.drawn && view.place(place.part_of) ? place.part_of : place.id;
  }

  // Rings of a path as window.py writes it: M, then steps.
  function readPath(d) {
    return d.split("M").slice(1).map((ring) => {
      const numbers = ring.match(/-?\d+(\.\d+)?/g).map(Number);
      const points = [];
      for (let i = 0, x = 0, y = 0; i < numbers.length; i += 2) points.push([(x += numbers[i]), (y += numbers[i + 1])]);
      return points;
    });
  }

  // ---- pixels: one number a pixel, see pixels.js

  /** @param {View} view @param {any} [levels] */
  function createPixels(view, map, bytes, levels) {
    const { drawing, hatches } = view.data;
    const owner = (piece) => {
      const over = view.scene.over(piece, layer.moment || 0);
      return over.length ? view.scene.places[over[0]].id : "";
    };
    const layer = new GT.RasterLayer({
      levels: levels || drawing.levels.map(({ zoom, units }) => ({ zoom, read: async () => GT.readLevel(await bytes("level-" + zoom), zoom, units) })),
      lines: drawing.lines, opacity: drawing.opacity || 1, fillOf: (code) => view.fill(code % layer.options.plain, "key", layer.series), nameOf: owner,
      paper: { width: 688, height: 472 },
    });
    const marked = { hover: [], selected: [], focus: [] };

    // Land that a choice leaves out keeps its code, in a second set of paler looks.
    let isDim = false;
    function fade(colour) {
      const bare = window.getComputedStyle(map.getContainer()).getPropertyValue("--home").trim() || "#f7f4ed";
      const mix = (at) => Math.round([colour, bare].map((hex) => parseInt(hex.slice(at, at + 2), 16)).reduce((own, other) => own * GT.PALE + other * (1 - GT.PALE)));
      return colour && "#" + [1, 3, 5].map((at) => mix(at).toString(16).padStart(2, "0")).join("");
    }
    function dim(codes, keeps) {
      const few = new Uint16Array(codes);
      for (let at = 1; at < few.length; at++) if (few[at] && !keeps(at - 1)) few[at] += layer.options.plain;
      return few;
    }

    function tint() {
      const looks = view.looks(layer.series);
      layer.options.plain = looks.length;
      layer.setStyles(isDim ? [...looks, ...looks.map(({ fill, mark, pattern }) => ({ fill: fade(fill), mark: fade(mark), pattern }))] : looks, hatches);
    }

    return {
      isVector: false, layer, tint,
      levels: layer._levels,
      add() {
        layer.addTo(map);
        return layer.whenReady();
      },
      remove: () => layer.remove(),
      show(codes, number, moment) {
        layer.moment = moment;
        const keeps = view.filter.keepLand(moment, number);
        if (layer.series !== number || isDim !== Boolean(keeps)) {
          layer.series = number;
          isDim = Boolean(keeps);
          tint();
        }
        layer.show(keeps ? dim(codes, keeps) : codes, view.scene.ownersAt(moment));
      },
      focus(rows, kind) {
        marked[kind] = rows;
        const chosen = [marked.hover, marked.focus, marked.selected].find((list) => list.length) || [];
        layer.focus(chosen.flatMap((row) => view.scene.landOf(row, view.count())));
      },
      onPointer(listener) {
        layer.on("areahover", ({ area, containerPoint, isMouse }) => listener({ kind: area < 0 ? "leave" : "hover", piece: area, point: containerPoint, target: null, isMouse }));
        layer.on("areaclick", ({ area, containerPoint }) => listener({ kind: "click", piece: area, point: containerPoint, target: null }));
      },
      whenSharp: () => layer.whenSharp(),
      toVectors: (box) => layer.toVectors(box),
      toPixels: () => layer.toPixels(),
      ringsOf: (row, moment) => layer.ringsOf(view.scene.landOf(row, moment)),
    };
  }

  Object.assign(GT, { createPixels, createVectors });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
