// The page's own map: its window, how it comes home and moves, the main pane, paper.
(function (GT) {
  "use strict";

  const PAPER = [688, 472]; // px: the map on the print sheet (A4 less margins of 14 mm), at most 125 mm high
  const LEAST = 0.45; // of that height, however wide the land is

  const AROUND = 0.25; // of a place's size, that the view has on each side of it

  // Left, top, right, bottom of points.
  function boxOf(points) {
    return points.reduce(([left, top, right, bottom], [x, y]) => [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)], [Infinity, Infinity, -Infinity, -Infinity]);
  }

  // What stands on the map, the date above and the buttons beside or below, leaves the land free.
  /** @param {View} view */
  function marginsOf(view) {
    const date = view.root.querySelector(".dateline");
    const tools = view.root.querySelector(".map-tools");
    const top = date && window.getComputedStyle(date).position === "absolute" ? Math.min(52, date.offsetHeight + 4) : 8;
    const below = tools && window.getComputedStyle(tools).flexDirection === "row";
    if (view.isEmbedded) return { left: 6, top: Math.min(top, 30), right: 6, bottom: 8 };
    return below ? { left: 8, top, right: 8, bottom: 56 } : { left: 24, top, right: 56, bottom: 20 };
  }

  /** @param {View} view */
  function createMap(view, map, svg, bytes) {
    const container = map.getContainer();
    const scale = GT.makeScale(map, view);
    const pane = GT.createPane(view, map, svg, bytes);
    const home = (GT.takeAsked && GT.takeAsked(map)) || GT.boxBounds(map, view.data.drawing.home);
    const sizeOf = () => container.clientWidth + " " + container.clientHeight;
    let size = ""; // that the window was last fitted to
    let moved = false; // by the reader: until then the map keeps its land in view, whatever becomes of its size

    function fit(bounds, { left, top, right, bottom }, animate) {
      map.fitBounds(bounds, { animate: Boolean(animate), paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] });
    }

    function goHome(animate) {
      moved = false;
      size = sizeOf();
      if (map._animatingZoom) { // Leaflet lets nothing interrupt a zoom
        map.once("zoomend", () => goHome(animate));
        return;
      }
      if (!animate) map.setMinZoom(0);
      fit(home, marginsOf(view), animate);
      if (!animate) map.setMinZoom(Math.min(map.getZoom(), map.getBoundsZoom(pane.bounds, true)));
    }

    // The middle of the view stays over the land's box, far land's too, and the view on the drawing, however near it is.
    function fence() {
      const units = 2 * 256 * 2 ** map.getZoom();
      const { x, y } = map.getSize();
      const [left, top, right, bottom] = view.data.drawing.home.map((side, at) => Math[at < 2 ? "min" : "max"](side, view.data.plane.whole[at]));
      const [west, north, east, south] = pane.frame.box;
      map.options.maxBounds = GT.boxBounds(map, [Math.max(west, left - x / units), Math.max(north, top - y / units), Math.min(east, right + x / units), Math.min(south, bottom + y / units)]);
    }

    function watchMoves() {
      const note = () => { moved = true; };
      map.on("dragstart", note);
      for (const kind of ["wheel", "dblclick", "touchmove"]) container.addEventListener(kind, note, { passive: true });
      container.addEventListener("keydown", (event) => { if (/^(Arrow.*|[-+=])$/.test(event.key)) note(); });
      if (!window.ResizeObserver) return;
      const paper = window.matchMedia("print");
      new ResizeObserver(() => {
        if (paper.matches || size === sizeOf()) return;
        size = sizeOf();
        map.invalidateSize({ animate: false, pan: false });
        if (!moved) goHome(false);
      }).observe(container);
    }

    // The land with a margin, as a view box of the drawing.
    function homeBox() {
      const [left, top, right, bottom] = view.data.drawing.home;
      const [x0, y0] = pane.frame.fromUnit([left, top]);
      const [x1, y1] = pane.frame.fromUnit([right, bottom]);
      const margin = 0.03 * Math.max(x1 - x0, y1 - y0);
      return [x0 - margin, y0 - margin, x1 - x0 + 2 * margin, y1 - y0 + 2 * margin];
    }

    // Paper shows the window that a reader moved to, else all the land, as one picture; of two maps each on half of it.
    function toPaper(isPaper) {
      const panes = view.beside ? [pane, view.beside.pane] : [pane];
      const sheets = panes.flatMap((each) => each.sheets);
      if (!isPaper) {
        for (const sheet of sheets) sheet.setAttribute("viewBox", "0 0 " + pane.frame.width + " " + pane.frame.height);
        for (const each of panes) each.rescale();
        scale._update();
        return;
      }
      const seen = moved ? pane.seen() : homeBox();
      const wide = PAPER[0] / panes.length;
      const high = Math.min(PAPER[1], Math.max(LEAST * PAPER[1], (wide * seen[3]) / seen[2]));
      view.root.style.setProperty("--paper-height", high.toFixed(0) + "px");
      for (const sheet of sheets) sheet.setAttribute("viewBox", seen.map((value) => value.toFixed(1)).join(" "));
      const unit = Math.max(seen[2] / wide, seen[3] / high);
      const pixel = pane.seen()[2] / map.getSize().x;
      for (const each of panes) each.setUnit(unit);
      const { metres, isTrue } = GT.measureScale(map);
      scale.show(isTrue ? ((metres * unit) / pixel) * scale.options.maxWidth : 0);
    }

    async function place() {
      Object.assign(map.options, { zoomSnap: 0.1, zoomDelta: 0.75, maxBoundsViscosity: 1, wheelPxPerZoomLevel: 200 });
      map.setMaxZoom(view.data.drawing.deepest);
      map.setMinZoom(0);
      if (map.zoomControl) map.zoomControl.remove();
      map.invalidateSize(false);
      pane.hold(true);
      goHome(false); // sizes are asked before the drawing is there, which is then laid out once
      map.panInsideBounds(pane.bounds, { animate: false }); // at once, and not as the bounds would have it
      const added = pane.add();
      scale.addTo(map);
      paint();
      pane.rescale();
      pane.hold(false);
      map.setMaxBounds(pane.bounds);
      map.on("zoomend resize", fence);
      fence();
      container.setAttribute("role", "group");
      container.setAttribute("tabindex", "0");
      await added;
      listen();
    }

    function listen() {
      GT.createTip(view, map, pane.ground, pane.marks, (rows) => {
        // the smallest place of a piece is the one pointed at; the card lists the others
        const sorted = rows.slice().sort((a, b) => (view.scene.places[a].measured || 0) - (view.scene.places[b].measured || 0));
        view.openCard(sorted[0], sorted);
      });
      const paper = window.matchMedia("print");
      paper.addEventListener("change", () => toPaper(paper.matches));
      if (paper.matches) toPaper(true);
      watchMoves();
    }

    function paint() {
      pane.paint({ moment: view.count(), number: view.state.series, date: view.state.date });
    }

    // All of a place, with some room around it; false where it has no land.
    function visitPlace(row) {
      const points = pane.ground.ringsOf(row, view.count()).flat();
      if (!points.length) return false;
      const box = boxOf(points);
      const more = AROUND * Math.max(box[2] - box[0], box[3] - box[1]);
      visit(GT.boxBounds(map, [box[0] - more, box[1] - more, box[2] + more, box[3] + more]));
      return true;
    }

    // A place that is opened and has no land in the window is far from the rest: the map goes there.
    function follow() {
      const row = view.state.place ? view.rowOf(view.state.place) : -1;
      if (row < 0) return;
      const seen = GT.seenBox(map);
      const isSeen = pane.ground.ringsOf(row, view.count()).some((ring) => {
        const [left, top, right, bottom] = boxOf(ring);
        return left < seen[2] && right > seen[0] && top < seen[3] && bottom > seen[1];
      });
      if (!isSeen) visitPlace(row);
    }

    function visit(bounds) {
      moved = true;
      fit(bounds, marginsOf(view), !GT.isCalm());
    }

    view.on((changed) => {
      if (changed.date || changed.lang || changed.series || changed.only || changed.pointed) paint();
      if (changed.lang) {
        container.setAttribute("aria-label", view.say("ui.map"));
        scale._update();
      }
      if (changed.place) follow();
      if (changed.place || changed.kept || (changed.date && view.data.grouped)) pane.ground.focus(view.compared(), "selected");
    });

    return {
      map, pane, goHome, fit, place, paint,
      focus: (row) => pane.ground.focus(row === null ? [] : [row], "focus"),
      show(layer, on) {
        pane.show(layer, on);
        if (layer === "lines") paint();
      },
      visit, visitPlace,
      zoom: (by) => {
        moved = true;
        map.setZoom(map.getZoom() + by);
      },
    };
  }

  Object.assign(GT, { createMap });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
