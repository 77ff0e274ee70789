// The drawing in the Leaflet map: painted by day, named by language, outlined by focus, asked by pointer.
(function (GT) {
  "use strict";

  const LIFTS = [0, 0.9, -0.9, 1.6]; // lines down or up that a name may move
  const PAPER = [688, 472]; // px: the map on the print sheet (A4 less margins of 14 mm; 125 mm high)
  const TILE = 7; // px: the size of a pattern's tile on screen, at any zoom

  function createMapView(view, map) {
    const L = window.L;
    const svg = view.svg;
    if (svg.dataset.full) svg.setAttribute("viewBox", svg.dataset.full); // without scripts it shows the opening window
    const frame = GT.readFrame(svg, view.data.plane);
    const container = map.getContainer();
    const shown = { lines: true, events: true, labels: true, outlines: true, tiles: false };
    const faces = Array.from(svg.querySelectorAll(".face"));
    const labels = Array.from(svg.querySelectorAll(".label"));
    const marks = GT.createMarks(view, svg);
    const outlines = new Map(Array.from(svg.querySelectorAll(".outline")).map((path) => [path.dataset.outline, path]));
    const rooms = new Map();
    const patterns = Array.from(svg.querySelectorAll("pattern")).map((pattern) => ({
      pattern,
      turn: pattern.getAttribute("patternTransform") || "",
      px: Number(pattern.dataset.px) || TILE,
    }));
    for (const label of labels) label.dataset.kind = outlines.has(label.dataset.label) ? outlines.get(label.dataset.label).dataset.kind : "";
    if (faces.length !== view.data.faces.length) throw new Error("the drawing and the data differ");

    const bounds = GT.boxBounds(map, frame.box);
    const home = GT.boxBounds(map, view.data.plane.home);

    // ---- the map itself

    let moved = false; // by the reader: until then the map keeps its places in view, whatever becomes of its size

    function goHome(animate) {
      moved = false;
      if (map._animatingZoom) { // Leaflet lets nothing interrupt a zoom
        map.once("zoomend", () => goHome(animate));
        return;
      }
      if (!animate) map.setMinZoom(0);
      const padding = marginsOf();
      map.fitBounds(home, Object.assign({ animate: Boolean(animate) }, makeRoom(home, padding)));
      if (!animate) map.setMinZoom(Math.min(map.getZoom(), map.getBoundsZoom(bounds, true)));
    }

    // What stands on the map, the date above and the buttons beside or below, leaves the places free.
    function marginsOf() {
      const date = view.root.querySelector(".dateline");
      const tools = view.root.querySelector(".map-tools");
      const top = date && window.getComputedStyle(date).position === "absolute" ? Math.min(52, date.offsetHeight + 4) : 8;
      const below = tools && window.getComputedStyle(tools).flexDirection === "row";
      return below ? { paddingTopLeft: [8, top], paddingBottomRight: [8, 56] } : { paddingTopLeft: [24, top], paddingBottomRight: [56, 20] };
    }

    // A name at the edge may reach beyond its place: the window leaves room for it too.
    function makeRoom(inner, { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] }) {
      const zoom = map.getBoundsZoom(inner, false, L.point(left + right, top + bottom));
      const unit = Number(svg.style.getPropertyValue("--unit")) || 1;
      const [west, east] = [map.project(inner.getSouthWest(), zoom).x, map.project(inner.getNorthEast(), zoom).x];
      const most = container.clientWidth / 6;
      let [before, after] = [0, 0];
      for (const label of labels) {
        if (!view.places.has(label.dataset.label)) continue;
        const middle = frame.back([Number(label.getAttribute("x")), 0])[0] * 256 * 2 ** zoom;
        if (middle < west || middle > east) continue; // a far speck's
        const half = label.getBBox().width / unit / 2;
        before = Math.min(most, Math.max(before, west - middle + half));
        after = Math.min(most, Math.max(after, middle + half - east));
      }
      return { paddingTopLeft: [left + before, top], paddingBottomRight: [right + after, bottom] };
    }

    function watchMoves() {
      const note = () => { moved = true; };
      map.on("dragstart", note);
      for (const kind of ["wheel", "dblclick", "touchmove"]) container.addEventListener(kind, note, { passive: true });
      container.addEventListener("keydown", (event) => { if (/^(Arrow.*|[-+=])$/.test(event.key)) note(); });
      if (!window.ResizeObserver) return;
      const paper = window.matchMedia("print");
      new ResizeObserver(() => {
        if (paper.matches) return;
        map.invalidateSize({ animate: false, pan: false });
        if (!moved) goHome(false);
      }).observe(container);
    }

    const scale = GT.makeScale(map, view);

    function place() {
      map.options.zoomSnap = 0.1;
      map.options.zoomDelta = 0.75;
      map.options.maxBoundsViscosity = 0.9;
      map.setMaxZoom(13);
      map.setMinZoom(0);
      if (map.zoomControl) map.zoomControl.remove();
      if (map.attributionControl) map.attributionControl.setPrefix(false);
      for (const title of svg.querySelectorAll(".line > title")) title.remove(); // the page's own tip says it in words
      // borders of countries stand above what is painted
      const top = svg.querySelector(".outlines");
      if (top) top.prepend(...svg.querySelectorAll(".base .country"));
      svg.removeAttribute("width");
      svg.removeAttribute("height");
      L.svgOverlay(svg, bounds, { interactive: true }).addTo(map);
      scale.addTo(map);
      map.invalidateSize(false);
      nameLabels();
      rescale();
      goHome(false);
      map.setMaxBounds(bounds);
      svg.classList.add("live");
      container.setAttribute("role", "group");
      container.setAttribute("tabindex", "0");
    }

    // Letters, hatches and halos keep their size on screen: one variable says how many units a pixel has.
    function rescale() {
      const width = svg.getBoundingClientRect().width;
      if (width) setUnit(frame.width / width);
    }

    // Paper shows the window that the screen showed, as one picture.
    function toPaper(isPaper) {
      if (!isPaper) {
        svg.setAttribute("viewBox", "0 0 " + frame.width + " " + frame.height);
        rescale();
        scale._update();
        return;
      }
      const [left, top, right, bottom] = GT.seenBox(map);
      const [[x0, y0], [x1, y1]] = [frame.place([left, top]), frame.place([right, bottom])];
      svg.setAttribute("viewBox", [x0, y0, x1 - x0, y1 - y0].map((value) => value.toFixed(1)).join(" "));
      const unit = Math.max((x1 - x0) / PAPER[0], (y1 - y0) / PAPER[1]);
      setUnit(unit);
      const { metres } = GT.measureScale(map);
      scale._updateMetric((metres * map.getSize().x * unit * scale.options.maxWidth) / (x1 - x0));
    }

    function setUnit(unit) {
      svg.style.setProperty("--unit", unit.toFixed(5));
      for (const { pattern, turn, px } of patterns) {
        const scale = (px * unit) / Number(pattern.getAttribute("width"));
        pattern.setAttribute("patternTransform", "scale(" + scale.toFixed(5) + ") " + turn);
      }
      marks.resize(unit);
      thinLabels(unit);
    }

    // Names are set from the largest place to the smallest; one that would touch another moves a line, or steps back.
    function thinLabels(unit) {
      const order = labels.map((label) => ({ label, weight: weigh(label) })).sort((a, b) => b.weight - a.weight);
      const taken = marks.boxes(unit);
      const gap = 2 * unit;
      for (const { label } of order) {
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

    // How wide the land under a name is: a wider name stands on paper, not on its place's colour.
    function roomOf(id) {
      if (!rooms.has(id)) rooms.set(id, outlines.has(id) ? 1.25 * outlines.get(id).getBBox().width : Infinity);
      return rooms.get(id);
    }

    function weigh(label) {
      const place = view.places.get(label.dataset.label);
      if (label.classList.contains("country")) return 0.5;
      return place ? place.measured_km2 || 1 : 0;
    }

    // ---- painting a day

    function paint() {
      const situation = view.situation();
      const paints = situation.paints;
      const classes = view.classesOn(situation, view.state.date);
      faces.forEach((face, index) => {
        if (face.dataset.paint !== paints[index]) face.dataset.paint = paints[index];
        if (classes && face.dataset.class !== classes.letters[index]) face.dataset.class = classes.letters[index];
      });
      for (const line of svg.querySelectorAll(".line")) {
        const { from, to } = line.dataset;
        const valid = (!from || from <= view.state.date) && (!to || view.state.date < to);
        line.classList.toggle("off", !(valid && shown.lines));
      }
      nameLabels();
      if (marks.show()) thinLabels(Number(svg.style.getPropertyValue("--unit")));
    }

    // A part that no line bounds is hatched over the whole, so its number stands in the name.
    function nameLabels() {
      let changed = false;
      const situation = view.situation();
      for (const label of labels) {
        const id = label.dataset.label;
        const names = (view.data.labels || {})[id];
        const name = view.places.has(id) ? view.name(id) : names ? view.pick(names) : label.dataset.name || label.textContent;
        if (!label.dataset.name) label.dataset.name = label.textContent;
        const part = view.places.has(id) ? situation.parts[id] : null;
        const figure = part && part.km2 && part.kind === "statement" ? view.area(part.km2) : "";
        const text = name + "\n" + figure;
        label.dataset.on = view.places.has(id) ? GT.paintOf(view, id, situation) : "";
        if (label.dataset.text === text) continue;
        label.dataset.text = text;
        changed = true;
        const x = label.getAttribute("x");
        label.replaceChildren(GT.draw("tspan", { x }, name), figure && GT.draw("tspan", { x, dy: "1.2em", class: "figure" }, figure));
      }
      return changed;
    }

    function outline(ids, kind) {
      for (const [id, path] of outlines) path.classList.toggle(kind, ids.includes(id));
    }

    function drawnOf(id) {
      const place = view.places.get(id);
      return place && !place.drawn && place.part_of ? place.part_of : id;
    }

    // ---- the pointer

    const tip = view.ui("tip");

    function faceAt(target) {
      const face = target instanceof Element && target.closest(".face");
      return face && svg.contains(face) ? view.data.faces[Number(face.dataset.face)] : null;
    }

    function describe(id) {
      const situation = view.situation();
      const place = view.places.get(id);
      const part = view.partOf(id);
      const state = view.stateOf(id, situation);
      const dates = [view.edtf(place.start), place.end ? "\u2013 " + view.edtf(place.end) : ""].filter(Boolean).join(" ");
      const areas = [
        place.reported_km2 !== null ? view.say("card.tip_reported", { area: view.area(place.reported_km2) }) : "",
        place.measured_km2 !== null ? view.say("card.tip_measured", { area: view.area(place.measured_km2) }) : "",
      ].filter(Boolean).join(" · ");
      return GT.make("div", { class: "tip-place" },
        GT.make("p", { class: "tip-name" }, GT.swatch(GT.paintOf(view, id)), view.name(id)),
        GT.make("p", {}, view.word(state) + (part ? ", " + GT.partWords(view, id, part) : "")),
        dates && GT.make("p", {}, dates),
        areas && GT.make("p", {}, areas),
        GT.make("p", { class: "fine" }, view.say("ui.source") + " " + place.sources.join(", ")));
    }

    function hover(event) {
      const ids = event.pointerType === "mouse" ? faceAt(event.target) : null;
      outline(ids || [], "hover");
      const line = event.pointerType === "mouse" && event.target instanceof Element && event.target.closest(".line");
      const mark = event.target instanceof Element && event.target.closest(".event");
      if (mark) {
        tellEvent(mark, event.clientX, event.clientY);
        return;
      }
      if (!ids && !line) {
        tip.hidden = true;
        tip.dataset.of = "";
        return;
      }
      const of = (ids ? ids.join(" ") : line.dataset.line) + view.state.date + view.state.lang;
      if (tip.dataset.of !== of) {
        tip.dataset.of = of;
        const known = line && view.data.lines.find((entry) => entry.id === line.dataset.line);
        tip.replaceChildren(...(ids ? ids.map(describe)
          : [GT.make("p", {}, known ? view.pick(known.title) : "", " ", ...(known && known.source ? ["[" + known.source + "]"] : []))]));
      }
      showTip(event.clientX, event.clientY);
    }

    function tellEvent(mark, clientX, clientY) {
      tip.dataset.of = "";
      tip.replaceChildren(...marks.describe(mark));
      showTip(clientX, clientY);
    }

    function showTip(clientX, clientY) {
      tip.hidden = false;
      const box = container.getBoundingClientRect();
      const x = clientX - box.left;
      const y = clientY - box.top;
      const left = x + 16 + tip.offsetWidth < box.width ? x + 16 : Math.max(8, x - 16 - tip.offsetWidth);
      const top = Math.max(8, Math.min(y + 16, box.height - tip.offsetHeight - 8));
      tip.style.transform = "translate(" + left + "px," + top + "px)";
    }

    function hideTip() {
      tip.hidden = true;
      outline([], "hover");
    }

    function listen() {
      marks.start((mark) => {
        const box = mark.getBoundingClientRect();
        tellEvent(mark, box.right, box.bottom);
      }, hideTip);
      svg.addEventListener("pointermove", hover);
      svg.addEventListener("pointerleave", hideTip);
      document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });
      map.on("movestart zoomstart", hideTip);
      map.on("zoomend resize", rescale);
      const paper = window.matchMedia("print");
      paper.addEventListener("change", () => toPaper(paper.matches));
      if (paper.matches) toPaper(true);
      map.on("click", (event) => {
        const ids = faceAt(event.originalEvent && event.originalEvent.target);
        if (!ids) return;
        hideTip();
        // the smallest place of a face is the one pointed at; the card lists the others
        const sorted = ids.slice().sort((a, b) => (view.places.get(a).measured_km2 || 0) - (view.places.get(b).measured_km2 || 0));
        view.openCard(sorted[0], sorted);
      });
      watchMoves();
    }

    function show(layer, on) {
      shown[layer] = on;
      if (layer === "labels") svg.classList.toggle("no-labels", !on);
      if (layer === "outlines") svg.classList.toggle("no-outlines", !on);
      if (layer === "lines") paint();
    }

    view.on((changed) => {
      if (changed.date || changed.lang) paint();
      if (changed.lang) {
        container.setAttribute("aria-label", view.say("ui.map"));
        scale._update();
        rescale();
      }
      if (changed.date || changed.place || changed.lang) hideTip();
      if (changed.place) {
        outline(view.state.place ? [drawnOf(view.state.place)] : [], "selected");
      }
    });

    return {
      frame, map, goHome, place: () => { place(); listen(); rescale(); },
      focus: (id) => outline(id ? [drawnOf(id)] : [], "focus"),
      show,
      zoom: (by) => {
        moved = true;
        map.setZoom(map.getZoom() + by);
      },
    };
  }

  Object.assign(GT, { createMapView });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
