// A second map beside the first, moved by the same hand: another date, or what another account says of the same day.
(function (GT) {
  "use strict";

  const NAMED = [12, 4]; // places that the sentence below names of those that differ one way; of a long table fewer
  const WAYS = [6, 3];

  /** @param {View} view */
  function createTwin(view, mapView, bytes) {
    const L = window.L;
    const main = mapView.map;
    const frame = view.ui("frame");
    const form = view.ui("compare");
    const select = view.ui("compare-date");
    const note = view.ui("compare-text");
    const rivals = view.data.arrangement === "beside" ? view.scene.series.slice(1) : [];
    const side = GT.make("div", { class: "twin" });
    const box = GT.make("div", { class: "folium-map", role: "group" });
    const heads = [GT.make("p", { class: "twin-head" }), GT.make("p", { class: "twin-head second" })];
    side.append(box);
    const original = view.svg.cloneNode(true); // before Leaflet and the pane take the drawing apart
    let map = null;
    let pane = null;
    let mode = rivals.length ? "0" : "off";
    let other = view.stops[view.stops.length - 1];

    // ---- what the second map shows

    function situation() {
      if (mode === "date") return { moment: view.moment(other), number: view.state.series, date: other };
      return { moment: view.count(), number: Number(mode) + 1, date: view.state.date };
    }

    function titles() {
      if (mode === "date") return [view.dateLabel(), view.dateLabel(other)];
      return [view.scene.series[0], rivals[Number(mode)]].map((series) => view.pick(series.data.names));
    }

    function paint() {
      if (mode === "off" || !pane) return;
      const here = situation();
      pane.paint(here);
      const [left, right] = titles();
      const series = view.scene.series[here.number];
      const says = (row) => (isOther(row, here) ? right + ": " + view.says(row, here.moment, series) : ""); // in the table, each row
      view.beside = { moment: here.moment, number: here.number, pane, titles: [left, right], says };
      view.recount();
      view.rewrite();
      GT.setText(heads[0], left);
      GT.setText(heads[1], right);
      box.setAttribute("aria-label", right);
      tell(here);
    }

    // Of figures every other number differs in the table; the sentence speaks of other classes.
    const differs = (row, { moment, number }) => view.style(row).key !== view.style(row, moment, view.scene.series[number]).key;
    const isOther = (row, here) => differs(row, here) || view.value(row) !== view.value(row, here.moment, view.scene.series[here.number]);

    // Below, in words: each side's own sentence, and who differs.
    function tell(here) {
      const series = view.scene.series[here.number];
      const sentences = [[view.series(), view.count()], [series, here.moment]].map(([one, moment]) => view.pick((one.data.summaries[moment] || { text: {} }).text));
      const groups = new Map();
      for (const { index, drawn } of view.scene.places) {
        if (!drawn || !differs(index, here)) continue;
        const key = view.code(index) + " " + view.code(index, here.moment, series);
        if (!groups.has(key)) groups.set(key, []);
        groups.get(key).push(index);
      }
      const [left, right] = titles();
      const list = Array.from(groups.values()).sort((a, b) => b.length - a.length).slice(0, WAYS[Number(!view.small)]).map((rows) => {
        const most = NAMED[Number(!view.small)];
        const names = rows.slice(0, most).map((row) => view.name_of(row));
        if (rows.length > most) names.push(view.say("status.more", { n: rows.length - most }));
        const words = [view.pick(view.style(rows[0]).words), view.pick(view.style(rows[0], here.moment, series).words)];
        return view.say("ui.compare_pair", { places: names.join(", "), one: words[0], other: words[1] });
      });
      const told = list.length ? list.join("; ") : view.say("ui.compare_none");
      GT.setText(note, sentences.map((sentence, at) => (mode === "date" ? sentence : [left, right][at] + ": " + sentence)).concat(told + ".").join(" "));
    }

    // ---- the map itself

    function makeDrawing() {
      const copy = original.cloneNode(true);
      for (const name of ["id", "style", "role", "aria-labelledby"]) copy.removeAttribute(name);
      copy.setAttribute("aria-hidden", "true");
      copy.querySelectorAll("defs").forEach((element) => element.remove()); // the patterns are the first drawing's
      for (const name of ["tabindex", "id"]) copy.querySelectorAll("[" + name + "]").forEach((element) => element.removeAttribute(name));
      return copy;
    }

    async function open() {
      if (map) return;
      frame.append(side, ...heads);
      view.ui("main").classList.add("compared");
      map = L.map(box, { crs: main.options.crs, zoomControl: false, attributionControl: false, zoomSnap: 0, maxZoom: main.getMaxZoom(), minZoom: 0, keyboard: false, center: [0, 0], zoom: 0 });
      pane = GT.createPane(view, map, makeDrawing(), bytes, mapView.pane.ground.levels);
      main.setMinZoom(Math.min(main.getMinZoom(), 1)); // half a window needs a wider view
      const added = pane.add();
      fit();
      main.on("move zoomend resize", toTwin);
      map.on("move", toMain);
      paint();
      await added;
      paint();
    }

    function close() {
      if (!map) return;
      main.off("move zoomend resize", toTwin);
      map.remove();
      map = pane = view.beside = null;
      view.recount();
      view.rewrite();
      side.remove();
      heads.forEach((head) => head.remove());
      view.ui("main").classList.remove("compared");
      GT.setText(note, "");
      main.invalidateSize(false);
      mapView.goHome(false);
    }

    let busy = false;

    function follow(from, to) {
      if (busy) return;
      busy = true;
      to.setView(from.getCenter(), from.getZoom(), { animate: false });
      if (pane) pane.rescale();
      busy = false;
    }

    function toTwin() { if (map) follow(main, map); }
    function toMain() { if (map) follow(map, main); }

    // Half a window has no room for the margins of a whole one.
    function fit() {
      main.invalidateSize(false);
      map.invalidateSize(false);
      mapView.fit(GT.boxBounds(main, view.data.drawing.home), { left: 8, top: 32, right: 8, bottom: frame.clientWidth > 700 ? 40 : 60 });
      toTwin();
    }

    // ---- the reader's choice

    function apply() {
      if (mode === "off") {
        close();
        return;
      }
      const ready = mode === "date" ? Promise.resolve() : rivals[Number(mode)].load();
      ready.then(open).then(() => {
        paint();
        if (map) fit(); // the sentence below takes a line from the maps
      });
    }

    function fillDates() {
      select.replaceChildren(...view.stops.map((iso) => GT.make("option", { value: iso, selected: iso === other }, view.dateLabel(iso))));
      select.value = other;
    }

    view.ui("compare-sources").replaceChildren(...rivals.map((rival, index) => GT.make("label", { class: "check" },
      GT.make("input", { type: "radio", name: "compare", value: String(index), checked: index === 0 }), GT.make("span", {}, view.pick(rival.data.names)))));
    form.querySelector('input[value="off"]').checked = mode === "off";
    form.addEventListener("change", (event) => {
      const chosen = select.value;
      if (event.target.name === "compare") mode = event.target.value;
      if (mode === "date" && other === view.stops[view.stop()]) other = view.stops[view.stop() ? 0 : view.stops.length - 1];
      select.value = other;
      if (event.target === select) {
        other = chosen;
        mode = "date";
        form.querySelector('input[value="date"]').checked = true;
      }
      apply();
    });
    view.on((changed) => {
      if (changed.lang) fillDates();
      if (changed.first && mode !== "off") apply();
      else if (changed.date || changed.lang || changed.series || changed.only || changed.pointed) paint();
    });
  }

  Object.assign(GT, { createTwin });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
