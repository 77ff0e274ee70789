// The table of a series: a row per area, its state kept true at every step, its words written when they can be seen.
(function (GT) {
  "use strict";

  const ROW = 30; // px, the style sheet's row height
  const ALL = 5000; // up to so many areas every row exists; beyond, those near the reader's place in the table
  const MARGIN = 20; // rows written beyond what can be seen

  function createSeriesTable(view) {
    const { rows: places, data } = view;
    const count = places.ids.length;
    const keys = data.styles.map((style) => style.key);
    const rows = new Map(); // area to row
    let codes = null;
    let order = null; // areas found by the search and there on the date, or null for all
    let wanted = ""; // what the reader searches for
    let written = [0, 0];

    const body = GT.make("tbody", { role: "rowgroup" });
    const before = GT.make("tr", { class: "spacer", "aria-hidden": "true" });
    const after = GT.make("tr", { class: "spacer", "aria-hidden": "true" });
    const table = GT.make("table", { role: "table", "aria-label": view.say("table.title"), "aria-rowcount": count }, body);
    const search = GT.make("input", { type: "search", class: "search", autocomplete: "off", spellcheck: "false", "aria-label": view.say("table.search"), placeholder: view.say("table.search_hint") });
    const wrap = GT.make("div", { class: "geo-rows", tabindex: "0", role: "group", "aria-label": view.say("table.title") }, table);
    const total = GT.make("span", { class: "count" }, view.number(count));
    const panel = GT.make("details", { class: "places", open: (data.fit || count <= 50) && window.innerWidth > 640 },
      GT.make("summary", {}, view.say("table.title"), " ", total), search, wrap);
    view.legend.append(panel);

    const model = GT.make("tr", { role: "row", tabindex: "-1" }, GT.make("th", { scope: "row", role: "rowheader" }), GT.make("td", { role: "cell" }));

    function makeRow(area) {
      const row = model.cloneNode(true);
      row.dataset.place = places.ids[area];
      row.dataset.state = keys[codes[area + 1]];
      row.setAttribute("aria-rowindex", area + 1);
      row.firstChild.textContent = places.names[area];
      row.classList.toggle("selected", places.ids[area] === view.state.place);
      rows.set(area, row);
      return row;
    }

    const at = (index) => (order ? order[index] : index);
    const length = () => (order ? order.length : count);

    // Rows of areas in view get their words; where not every row exists, these are the ones that do.
    function write() {
      const first = Math.max(0, Math.floor(wrap.scrollTop / ROW) - MARGIN);
      const last = Math.min(length(), first + Math.ceil((wrap.clientHeight || 300) / ROW) + 2 * MARGIN);
      written = [first, last];
      if (count > ALL) {
        rows.clear();
        before.style.height = first * ROW + "px";
        after.style.height = (length() - last) * ROW + "px";
        const shown = [];
        for (let index = first; index < last; index++) shown.push(makeRow(at(index)));
        body.replaceChildren(before, ...shown, after);
      }
      rewrite();
    }

    function rewrite() {
      if (!panel.open) return;
      for (let index = written[0]; index < written[1]; index++) {
        const area = at(index);
        const row = rows.get(area);
        if (row) GT.setText(row.lastChild, GT.wordOf(view, area));
      }
    }

    function showStates() {
      const now = view.codes();
      if (codes !== null) {
        for (const [area, row] of rows) {
          if (now[area + 1] !== codes[area + 1]) row.dataset.state = keys[now[area + 1]];
        }
      }
      codes = now;
      if (!places.owners) return rewrite();
      choose();
      write();
    }

    function filter() {
      wanted = GT.searchKey(search.value);
      choose();
      if (wanted) view.announce(view.say("table.found", { n: order.length }));
      wrap.scrollTop = 0;
      write();
    }

    // Rows are those the search finds; a place whose boundary is of another time has none.
    function choose() {
      order = null;
      if (wanted || places.owners) {
        order = [];
        for (let area = 0; area < count; area++) {
          if (codes[area + 1] && (!wanted || GT.searchKey(places.names[area] + " " + places.ids[area]).includes(wanted))) order.push(area);
        }
        if (places.owners) GT.setText(total, view.number(order.length));
      }
      if (count <= ALL) {
        const kept = order ? new Set(order) : null;
        for (const [area, row] of rows) row.hidden = kept !== null && !kept.has(area);
      }
    }

    function showPlace(id) {
      for (const row of body.querySelectorAll(".selected")) row.classList.remove("selected");
      if (id === null) return;
      const area = places.index.get(id);
      const index = order ? order.indexOf(area) : area;
      if (index < 0 || !panel.open) return;
      wrap.scrollTop = Math.max(0, index * ROW - wrap.clientHeight / 2);
      if (rows.has(area)) rows.get(area).classList.add("selected");
      write();
    }

    // ---- the reader's hands

    const landOf = (id) => (id === null ? [] : places.land(places.index.get(id)));
    const idOf = (event) => {
      const row = event.target instanceof Element && event.target.closest("tr[data-place]");
      return row ? row.dataset.place : null;
    };
    search.addEventListener("input", filter);
    wrap.addEventListener("scroll", write, { passive: true });
    panel.addEventListener("toggle", write);
    body.addEventListener("click", (event) => { if (idOf(event)) view.set({ place: idOf(event) }); });
    body.addEventListener("pointerover", (event) => { if (idOf(event)) view.layer.focus(landOf(idOf(event))); });
    body.addEventListener("pointerleave", () => view.layer.focus(landOf(view.state.place)));
    wrap.addEventListener("keydown", (event) => {
      const leap = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
      if (!leap) return;
      event.preventDefault();
      const current = places.index.get(view.state.place);
      const from = view.state.place === null ? -1 : order ? order.indexOf(current) : current;
      const to = Math.max(0, Math.min(length() - 1, from + leap));
      view.set({ place: places.ids[at(to)] }); // the live line reads the name and the value
    });

    codes = view.codes();
    if (count <= ALL) {
      const all = document.createDocumentFragment();
      for (let area = 0; area < count; area++) all.append(makeRow(area));
      body.append(all);
    }
    choose();
    write();
    view.on((changed) => {
      if (changed.date) showStates();
      if (changed.first && codes) rewrite();
      if (changed.place) showPlace(view.state.place);
    });
  }

  Object.assign(GT, { createSeriesTable });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
