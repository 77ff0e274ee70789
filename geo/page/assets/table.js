// The table of places: the way through the map without seeing it. Its rows are the page's; this keeps them true.
(function (GT) {
  "use strict";

  function createTable(view, mapView) {
    const body = view.ui("rows");
    const rows = new Map(Array.from(body.querySelectorAll("tr[data-place]")).map((row) => [row.dataset.place, row]));
    const sorting = { key: null, down: false };

    for (const place of view.data.places) {
      if (!rows.has(place.id)) throw new Error("the table lacks a row for " + place.id);
    }

    function cell(row, name) {
      return row.querySelector('[data-cell="' + name + '"]');
    }

    function showStates() {
      const situation = view.situation();
      for (const place of view.data.places) {
        const row = rows.get(place.id);
        const state = view.stateOf(place.id, situation);
        const part = view.partOf(place.id, situation);
        row.dataset.state = state;
        row.querySelector(".key").dataset.paint = GT.paintOf(view, place.id, situation);
        GT.setText(cell(row, "state"), view.word(state));
        GT.setText(cell(row, "part"), part ? GT.partWords(view, place.id, part) : "");
      }
    }

    function showWords() {
      for (const place of view.data.places) {
        const row = rows.get(place.id);
        const figure = (value) => (value === null || value === undefined ? "" : view.number(value));
        GT.setText(cell(row, "name"), view.name(place.id));
        GT.setText(cell(row, "start"), view.brief(place.start));
        GT.setText(cell(row, "end"), view.brief(place.end));
        for (const key of ["reported", "measured"]) {
          const number = cell(row, key); // a column that no place has a figure for is not there
          if (!number) continue;
          GT.setText(number, figure(place[key + "_km2"]));
          number.dataset.head = view.say("table." + key);
        }
        cell(row, "sources").replaceChildren(...GT.cite(view, place.sources));
      }
    }

    // ---- sorting: sub-rows stay under the place they are part of

    function valueOf(place, key) {
      if (key === "place") return view.name(place.id);
      if (key === "period") return (GT.firstDay(place.start) || "9999") + (GT.firstDay(place.end) || "9999");
      return key === "reported" ? place.reported_km2 : place.measured_km2;
    }

    function compare(a, b) {
      const [x, y] = [valueOf(a, sorting.key), valueOf(b, sorting.key)];
      if (x === y) return a.index - b.index;
      if (x === null || x === undefined) return 1;
      if (y === null || y === undefined) return -1;
      const order = typeof x === "number" ? x - y : sorting.key === "place" ? x.localeCompare(y, view.state.lang) : x < y ? -1 : 1;
      return sorting.down ? -order : order;
    }

    function arrange() {
      const all = Array.from(view.places.values());
      const isSub = (place) => rows.get(place.id).classList.contains("sub") && view.places.has(place.part_of);
      const top = all.filter((place) => !isSub(place));
      if (sorting.key) top.sort(compare);
      const order = top.flatMap((place) => [place, ...all.filter((other) => isSub(other) && other.part_of === place.id)]);
      body.append(...order.map((place) => rows.get(place.id)));
    }

    for (const head of view.root.querySelectorAll("th[data-sort]")) {
      head.querySelector("button").addEventListener("click", () => {
        const key = head.dataset.sort;
        sorting.down = sorting.key === key ? !sorting.down : key === "reported" || key === "measured";
        sorting.key = key;
        for (const other of view.root.querySelectorAll("th[data-sort]")) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
        arrange();
      });
    }

    // ---- search in every spelling the data knows

    const keys = new Map(view.data.places.map((place) => [place.id,
      [place.id, place.iso, ...Object.values(place.names), ...(place.other || [])].filter(Boolean).map(GT.searchKey).join("\n")]));
    const search = view.ui("search");

    function filter() {
      const wanted = GT.searchKey(search.value);
      let found = 0;
      for (const [id, row] of rows) {
        row.hidden = Boolean(wanted) && !keys.get(id).includes(wanted);
        if (!row.hidden) found += 1;
      }
      if (view.ui("nothing")) view.ui("nothing").hidden = found > 0;
      view.announce(wanted ? view.say("table.found", { n: found }) : "");
    }
    if (search) {
      search.addEventListener("input", filter);
      search.addEventListener("keydown", (event) => {
        const shown = Array.from(rows).filter(([, row]) => !row.hidden);
        if (event.key === "Enter" && shown.length) view.openCard(shown[0][0]);
      });
    }

    // ---- rows lead to the map and to the card

    const idOf = (target) => {
      const row = target instanceof Element && target.closest("tr[data-place]");
      return row ? row.dataset.place : null;
    };
    body.addEventListener("focusin", (event) => mapView.focus(idOf(event.target)));
    body.addEventListener("focusout", () => mapView.focus(null));
    body.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") mapView.focus(idOf(event.target)); });
    body.addEventListener("pointerleave", () => mapView.focus(idOf(document.activeElement)));
    body.addEventListener("click", (event) => {
      if (event.target.closest("a")) return;
      const id = idOf(event.target);
      if (id) view.openCard(id);
    });
    body.addEventListener("keydown", (event) => {
      const row = event.target.closest("tr[data-place]");
      if (event.key === "Enter" && event.target === row) view.openCard(row.dataset.place);
      const leap = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
      if (!leap || event.target.closest("a")) return;
      let other = row[leap];
      while (other && other.hidden) other = other[leap];
      if (other) other.querySelector("button").focus();
      event.preventDefault();
    });

    view.on((changed) => {
      if (changed.lang) showWords();
      if (changed.date || changed.lang) showStates();
      if (changed.place) {
        for (const [id, row] of rows) row.classList.toggle("selected", id === view.state.place);
      }
      if (changed.lang && sorting.key === "place") arrange();
    });

    return { focusRow: (id) => { const row = rows.get(id); if (row) row.querySelector("button").focus(); } };
  }

  // The first day a stated date can mean, as far as sorting needs it.
  function firstDay(text) {
    const found = /\d{4}(-\d{2}){0,2}/.exec(text || "");
    return found ? found[0] : "";
  }

  Object.assign(GT, { createTable, firstDay });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
