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
    let mode = "off"; // what is shown: as `state.compare`, once its codes are there
    let other = view.stops[view.stops.length - 1]; // the day that is offered

    // ---- what the second map shows

    const rivalOf = (compare) => rivals.findIndex(({ data }) => data.id === compare); // -1 for a day

    function situation() {
      const at = rivalOf(mode);
      if (at < 0) return { moment: view.moment(mode), number: view.state.series, date: mode };
      return { moment: view.count(), number: at + 1, date: view.state.date };
    }

    function titles() {
      const at = rivalOf(mode);
      if (at < 0) return [view.dateLabel(), view.dateLabel(mode)];
      return [view.scene.series[0], rivals[at]].map((series) => view.pick(series.data.names));
    }

    // In the table, what each row says here of the day and account that the second map shows now.
    function says(row) {
      const here = situation();
      return isOther(row, here) ? titles()[1] + ": " + view.says(row, here.moment, view.scene.series[here.number]) : "";
    }

    function paint() {
      if (!pane) return;
      const here = situation();
      pane.paint(here);
      titles().forEach((title, at) => GT.setText(heads[at], title));
      box.setAttribute("aria-label", titles()[1]);
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
      const list = Array.from(groups.values()).sort((a, b) => b.length - a.length).slice(0, WAYS[Number(!view.small)]).map((rows) => {
        const most = NAMED[Number(!view.small)];
        const names = rows.slice(0, most).map((row) => view.name_of(row));
        if (rows.length > most) names.push(view.say("status.more", { n: rows.length - most }));
        const words = [view.pick(view.style(rows[0]).words), view.pick(view.style(rows[0], here.moment, series).words)];
        return view.say("ui.compare_pair", { places: names.join(", "), one: words[0], other: words[1] });
      });
      const told = list.length ? list.join("; ") : view.say("ui.compare_none");
      GT.setText(note, sentences.map((sentence, at) => (rivalOf(mode) < 0 ? sentence : titles()[at] + ": " + sentence)).concat(told + ".").join(" "));
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
      view.beside = { get moment() { return situation().moment; }, get number() { return situation().number; }, get titles() { return titles(); }, get pane() { return pane; }, says };
      frame.append(side, ...heads);
      view.ui("main").classList.add("compared");
      map = L.map(box, { crs: main.options.crs, zoomControl: false, attributionControl: false, zoomSnap: 0, maxZoom: main.getMaxZoom(), minZoom: 0, keyboard: false, center: [0, 0], zoom: 0 });
      pane = GT.createPane(view, map, makeDrawing(), bytes, mapView.pane.ground.levels);
      main.setMinZoom(Math.min(main.getMinZoom(), 1)); // half a window needs a wider view
      const added = pane.add();
      fit();
      main.on("move zoomend", toTwin);
      main.on("resize", resize);
      map.on("move", toMain);
      await added;
    }

    function close() {
      if (!map) return;
      mode = "off";
      main.off("move zoomend", toTwin);
      main.off("resize", resize);
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

    function resize() {
      map.invalidateSize({ animate: false, pan: false });
      toTwin();
    }

    // Half a window has no room for the margins of a whole one.
    function fit() {
      main.invalidateSize(false);
      map.invalidateSize(false);
      mapView.fit(GT.boxBounds(main, view.data.drawing.home), { left: 8, top: 32, right: 8, bottom: frame.clientWidth > 700 ? 40 : 60 });
      toTwin();
    }

    // ---- the reader's choice

    async function apply() {
      const wanted = view.state.compare;
      showChoice();
      if (wanted === "off") return close();
      const at = rivalOf(wanted);
      if (at >= 0) await rivals[at].load();
      if (view.state.compare !== wanted) return; // the reader has gone on
      mode = wanted;
      await open();
      if (mode !== wanted) return;
      paint();
      view.recount();
      view.rewrite();
      fit(); // the sentence below takes a line from the maps
    }

    function showChoice() {
      const { compare } = view.state;
      const kind = compare === "off" ? compare : rivalOf(compare) < 0 ? "date" : String(rivalOf(compare));
      form.querySelector('input[value="' + kind + '"]').checked = true;
      if (kind === "date") other = compare;
      select.value = other;
    }

    // In the reader's language, anew.
    function fillChoices() {
      view.ui("compare-sources").replaceChildren(...rivals.map(({ data }, index) => GT.make("label", { class: "check" },
        GT.make("input", { type: "radio", name: "compare", value: index }), GT.make("span", {}, view.pick(data.names)))));
      select.replaceChildren(...view.stops.map((iso) => GT.make("option", { value: iso }, view.dateLabel(iso))));
      showChoice();
    }

    form.addEventListener("change", ({ target }) => {
      const kind = target === select ? "date" : target.value;
      if (target === select) other = select.value;
      else if (kind === "date" && other === view.stops[view.stop()]) other = view.stops[view.stop() ? 0 : view.stops.length - 1];
      view.set({ compare: kind === "date" ? other : kind === "off" ? kind : rivals[Number(kind)].data.id });
    });
    view.on((changed) => {
      if (changed.lang) fillChoices();
      if (changed.compare) apply();
      else if (changed.date || changed.lang || changed.series) paint();
      else if ((changed.only || changed.pointed) && pane) pane.paint(situation());
    });
  }

  Object.assign(GT, { createTwin });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
