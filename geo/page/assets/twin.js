// A second map beside the first, moved by the same hand: another date, or what another source says of the same day.
(function (GT) {
  "use strict";

  function createTwin(view, mapView) {
    const L = window.L;
    const main = mapView.map;
    const frame = view.ui("frame");
    const form = view.ui("compare");
    const select = view.ui("compare-date");
    const note = view.ui("compare-text");
    if (!frame || !form || !select) return;
    const rivals = (view.data.compare || []).slice(1);
    const side = GT.make("div", { class: "twin" });
    const pane = GT.make("div", { class: "folium-map", role: "group" });
    const heads = [GT.make("p", { class: "twin-head" }), GT.make("p", { class: "twin-head second" })];
    side.append(pane);
    let copy = null;
    let map = null;
    let mode = rivals.length ? "0" : "off";
    let other = view.data.stops[view.data.stops.length - 1];

    // ---- what the second map shows

    function situation() {
      return mode === "date" ? view.data.situations[GT.countUpTo(view.data.stops, other)] : rivals[Number(mode)].situations[view.count()];
    }

    function titles() {
      if (mode === "date") return [view.day(view.state.date), view.day(other)];
      return [view.data.compare[0].title, rivals[Number(mode)].title];
    }

    function paint() {
      if (mode === "off") return;
      const here = situation();
      const date = mode === "date" ? other : view.state.date;
      const classes = view.classesOn(here, date);
      copy.querySelectorAll(".face").forEach((face, index) => {
        face.dataset.paint = here.paints[index];
        if (classes) face.dataset.class = classes.letters[index];
        else delete face.dataset.class;
      });
      for (const line of copy.querySelectorAll(".line")) {
        const { from, to } = line.dataset;
        line.classList.toggle("off", !((!from || from <= date) && (!to || date < to)));
      }
      for (const mark of copy.querySelectorAll(".event")) {
        mark.classList.toggle("off", !view.isNear(view.data.events.find((event) => event.id === mark.dataset.event), date));
      }
      const names = new Map(Array.from(view.svg.querySelectorAll(".label")).map((label) => [label.dataset.label, label]));
      for (const label of copy.querySelectorAll(".label")) {
        const source = names.get(label.dataset.label);
        if (!source) continue;
        label.replaceChildren(...Array.from(source.childNodes, (child) => child.cloneNode(true)).slice(0, 1));
        label.setAttribute("class", source.getAttribute("class"));
        label.setAttribute("transform", source.getAttribute("transform") || "");
        if (view.places.has(label.dataset.label)) label.dataset.on = GT.paintOf(view, label.dataset.label, here);
      }
      const [left, right] = titles();
      GT.setText(heads[0], left);
      GT.setText(heads[1], right);
      pane.setAttribute("aria-label", right);
      markRows(here);
      tell(here);
    }

    // In the table each row says where the second map differs.
    function markRows(here) {
      for (const row of view.root.querySelectorAll("tr[data-place]")) {
        const id = row.dataset.place;
        const differs = mode !== "off" && view.stateOf(id) !== view.stateOf(id, here);
        let cell = row.querySelector(".differs");
        if (!cell && differs) {
          cell = GT.make("span", { class: "differs" });
          row.querySelector(".state-line").append(cell);
        }
        if (cell) GT.setText(cell, differs ? titles()[1] + ": " + view.word(view.stateOf(id, here)) : "");
      }
    }

    function tell(here) {
      const mine = view.situation();
      const [left, right] = titles();
      const parts = [[left, mine, here], [right, here, mine]].map(([title, each, rest]) => {
        const list = ["held", "possible"].flatMap((state) => {
          const names = view.data.places.filter((place) => place.drawn && view.stateOf(place.id, each) === state && view.stateOf(place.id, rest) !== state);
          return names.length ? [view.say("ui.compare_state", { state: view.word(state), places: names.map((place) => view.name(place.id)).join(", ") })] : [];
        });
        const only = list.length ? list.join("; ") : view.say("ui.compare_none");
        return view.say("ui.compare_side", { side: title, area: view.area(each.totals.held.km2 || 0), only });
      });
      GT.setText(note, parts.join(" "));
    }

    // ---- the map itself

    function open() {
      if (map) return;
      copy = view.svg.cloneNode(true);
      copy.removeAttribute("id");
      copy.removeAttribute("style");
      copy.removeAttribute("role");
      copy.setAttribute("aria-hidden", "true");
      copy.querySelectorAll("defs, title").forEach((element) => element.remove());
      copy.querySelectorAll("[tabindex]").forEach((element) => element.removeAttribute("tabindex"));
      copy.querySelectorAll(".selected, .focus").forEach((element) => element.classList.remove("selected", "focus"));
      frame.append(side, ...heads);
      frame.classList.add("compared");
      map = L.map(pane, { crs: main.options.crs, zoomControl: false, attributionControl: false, zoomSnap: 0, maxZoom: 13, minZoom: 0, keyboard: false });
      L.svgOverlay(copy, GT.boxBounds(main, mapView.frame.box)).addTo(map);
      main.setMinZoom(Math.min(main.getMinZoom(), 3)); // half a window needs a wider view
      main.invalidateSize(false);
      goHome();
      follow(main, map);
      main.on("move zoomend resize", toTwin);
      map.on("move", toMain);
    }

    function close() {
      if (!map) return;
      main.off("move zoomend resize", toTwin);
      map.remove();
      map = null;
      side.remove();
      heads.forEach((head) => head.remove());
      frame.classList.remove("compared");
      markRows(view.situation());
      GT.setText(note, "");
      main.invalidateSize(false);
      mapView.goHome(false);
    }

    let busy = false;

    function follow(from, to) {
      if (busy) return;
      busy = true;
      to.setView(from.getCenter(), from.getZoom(), { animate: false });
      copy.style.setProperty("--unit", view.svg.style.getPropertyValue("--unit"));
      busy = false;
    }

    function toTwin() { follow(main, map); }
    function toMain() { if (map) follow(map, main); }

    // ---- the reader's choice

    function apply() {
      if (mode === "off") close();
      else open();
      paint();
      fit();
    }

    // The sentence below takes a line from the maps: both are measured again.
    function fit() {
      main.invalidateSize(false);
      if (!map) return;
      map.invalidateSize(false);
      goHome();
      toTwin();
    }

    // Half a window has no room for the margins of a whole one.
    function goHome() {
      const home = GT.boxBounds(main, view.data.plane.home);
      main.fitBounds(home, { animate: false, paddingTopLeft: [8, 32], paddingBottomRight: [8, frame.clientWidth > 700 ? 40 : 60] });
    }

    function fillDates() {
      select.replaceChildren(...view.data.stops.map((iso) => GT.make("option", { value: iso, selected: iso === other }, view.day(iso))));
      select.value = other;
    }

    const choices = form.querySelector("[data-ui=compare-sources]");
    if (choices) {
      choices.replaceChildren(...rivals.map((rival, index) => GT.make("label", { class: "check" },
        GT.make("input", { type: "radio", name: "compare", value: String(index), checked: index === 0 }), GT.make("span", {}, rival.title))));
    }
    const off = form.querySelector('input[value="off"]');
    if (off) off.checked = mode === "off";
    form.addEventListener("change", (event) => {
      if (event.target.name === "compare") mode = event.target.value;
      if (event.target === select) {
        other = select.value;
        mode = "date";
        form.querySelector('input[value="date"]').checked = true;
      }
      apply();
    });
    view.on((changed) => {
      if (changed.lang) fillDates();
      if (changed.first && mode !== "off") apply();
      else if (changed.date || changed.lang) paint();
    });
  }

  Object.assign(GT, { createTwin });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
