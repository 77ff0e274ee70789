// One drawing of the scene in a Leaflet map: surroundings, land, lines, events and names, painted for a moment and series.
(function (GT) {
  "use strict";

  const LETTERS = 12.5; // px

  // `svg` is the page's drawing or a copy of it; `levels` those of another pane, so that land is opened once.
  /** @param {View} view @param {any} [levels] */
  function createPane(view, map, svg, bytes, levels) {
    const L = window.L;
    const frame = GT.readFrame(view.data.drawing.frame);
    const bounds = GT.boxBounds(map, frame.box);
    if (svg.dataset.full) svg.setAttribute("viewBox", svg.dataset.full); // without scripts it shows the opening window
    const isPixels = view.data.drawing.kind === "pixels";
    const ground = isPixels ? GT.createPixels(view, map, bytes, levels) : GT.createVectors(view, map, svg);
    const base = isPixels ? splitBase(svg) : null;
    const sheets = [base, svg].filter(Boolean);
    const patterns = Array.from(svg.querySelectorAll("pattern")).map((pattern) => ({ pattern, px: Number(pattern.dataset.px), wide: Number(pattern.getAttribute("width")) }));
    const dated = Array.from(svg.querySelectorAll(".line, .outline")).filter((path) => path.dataset.from || path.dataset.to || path.matches(".line"));
    const marks = GT.createMarks(view, svg);
    const names = GT.createNames(view, svg, marks, ground);
    const shown = { lines: true };
    let unit = 1;
    let held = false;

    // Under pixels lies the base, over them all the rest.
    function splitBase(whole) {
      const copy = whole.cloneNode(false);
      for (const attribute of ["id", "role", "aria-labelledby"]) copy.removeAttribute(attribute);
      copy.setAttribute("aria-hidden", "true");
      copy.append(whole.querySelector(".base"));
      const faces = whole.querySelector(".faces");
      faces.remove();
      if (faces.id) (document.querySelector("svg.defs defs") || svg).append(faces); // figures of a guided reading use it
      return copy;
    }

    function add() {
      for (const sheet of sheets) {
        sheet.removeAttribute("width");
        sheet.removeAttribute("height");
      }
      for (const title of svg.querySelectorAll(".line > title")) title.remove(); // the page's own tip says it in words
      const top = svg.querySelector(".outlines");
      if (top && !isPixels) {
        for (const home of svg.querySelectorAll(".base .home")) { // the country's border stands above what is painted
          const edge = home.cloneNode();
          edge.setAttribute("class", "edge");
          top.prepend(edge);
        }
      }
      if (isPixels) {
        map.createPane("geo-base").style.zIndex = 350;
        map.createPane("geo-top").style.zIndex = 450;
        map.getPane("geo-top").style.pointerEvents = "none";
        L.svgOverlay(base, bounds, { pane: "geo-base" }).addTo(map);
        L.svgOverlay(svg, bounds, { pane: "geo-top" }).addTo(map);
      } else {
        L.svgOverlay(svg, bounds, { interactive: true }).addTo(map);
      }
      for (const sheet of sheets) sheet.classList.add("live");
      map.on("zoomend", rescale);
      map.on("resize", () => hold(held)); // letters have another size on a small screen
      const settle = () => { if (!held) names.arrange(unit); };
      map.on("moveend", settle);
      if (window.ResizeObserver) { // what stands on the map grows with its words
        const watched = new ResizeObserver(settle);
        for (const part of view.root.querySelectorAll(".dateline, .twin-head")) watched.observe(part);
      }
      view.onScheme(ground.tint);
      return ground.add();
    }

    // Letters, hatches and halos keep their size on screen: one variable says how many units a pixel has.
    function rescale() {
      setUnit(2 ** (frame.zoom - map.getZoom()));
    }

    function setUnit(value) {
      if (value === unit) return;
      unit = value;
      for (const sheet of sheets) {
        sheet.style.setProperty("--unit", unit.toFixed(5));
        sheet.style.setProperty("--letters", LETTERS + "px");
      }
      for (const { pattern, px, wide } of patterns) pattern.setAttribute("patternTransform", "scale(" + ((px * unit) / wide).toFixed(5) + ")");
      marks.resize(unit);
      if (!held) names.arrange(unit);
    }

    // While a map comes to its place, names wait: to arrange them is to measure them.
    function hold(waits) {
      held = waits;
      if (!held) names.arrange(unit);
    }

    function paint({ moment, number, date }) {
      const series = view.scene.series[number];
      if (!series.ready) return;
      ground.show(view.landCodes(moment, series), number, moment);
      for (const path of dated) {
        const { from, to } = path.dataset;
        const valid = (!from || from <= date) && (!to || date < to);
        path.classList.toggle("off", !valid || (path.matches(".line") && !shown.lines));
        path.removeAttribute("visibility");
      }
      const moved = marks.show(date);
      const changed = names.write(moment, series, number);
      if ((changed || moved) && !held) names.arrange(unit);
    }

    // The window that the screen shows, as a view box of the drawing; for paper and files.
    function seen() {
      const [left, top, right, bottom] = GT.seenBox(map);
      const [x0, y0] = frame.fromUnit([left, top]);
      const [x1, y1] = frame.fromUnit([right, bottom]);
      return [x0, y0, x1 - x0, y1 - y0];
    }

    return {
      add, bounds, dated, frame, ground, hold, marks, names, paint, rescale, seen, setUnit, sheets, svg,
      show(layer, on) {
        shown[layer] = on;
        for (const sheet of sheets) sheet.classList.toggle("no-" + layer, !on);
      },
    };
  }

  Object.assign(GT, { createPane });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
