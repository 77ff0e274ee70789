// The table is the non-visual way through: a row per place, true to the date, sorted, searched, and a way to map and card.
(function (GT) {
  "use strict";

  const SMALL = 60; // places up to which a row has room for more than one line
  const ALL = 5000; // up to so many places every row exists; beyond, those near the reader's place in the table
  const ROW = 32; // px, the height of a row where they are many; the style sheet's too
  const CITED = 2; // sources that a row names; the card has all
  const SLICE = 400; // rows made at a time
  const MARGIN = 20; // rows written beyond what can be seen

  // ---- what a column shows, and what it is sorted by

  const COLUMNS = {
    place: { sort: (view, row) => view.name_of(row), text: true },
    value: {
      isNumber: true, sort: (view, row) => { const value = view.value(row); return value === null ? view.code(row) || null : value; },
      write: (view, row, cell) => {
        const flag = view.detail(row).flag;
        GT.setText(cell, view.style(row).kind === "absent" ? "" : view.says(row));
        if (flag) cell.append(" ", GT.make("abbr", { class: "flag", title: view.flag(row) }, flag));
        if (view.small) cell.append(" ", ...GT.cite(view, view.detail(row).sources));
      },
    },
    period: {
      sort: (view, row) => (firstDay(view.detail(row).start) || "9999") + (firstDay(view.detail(row).end) || "9999"),
      write: (view, row, cell) => {
        const { start, end, sources } = view.detail(row);
        cell.replaceChildren(GT.make("span", { "data-cell": "start" }, start ? view.brief(start) : ""),
          GT.make("span", { class: "cites" }, ...GT.cite(view, (sources || []).slice(0, CITED)), (sources || []).length > CITED ? " +" + (sources.length - CITED) : ""),
          GT.make("span", { "data-cell": "end" }, end ? view.brief(end) : ""));
      },
    },
    reported: { isNumber: true, sort: (view, row) => orNull(view.detail(row).reported), write: (view, row, cell) => GT.setText(cell, figure(view, view.detail(row).reported)) },
    measured: { isNumber: true, sort: (view, row) => view.scene.places[row].measured, write: (view, row, cell) => GT.setText(cell, figure(view, view.scene.places[row].measured)) },
  };

  const orNull = (value) => (value === undefined ? null : value);
  const figure = (view, value) => (value === null || value === undefined ? "" : view.number(value));

  // The first day a stated date can mean, as far as sorting needs it.
  function firstDay(text) {
    const found = /\d{4}(-\d{2}){0,2}/.exec(text || "");
    return found ? found[0] : "";
  }

  /** @param {View} view */
  async function createTable(view, mapView) {
    const { places } = view.scene;
    const { columns } = view.data;
    const count = places.length;
    const body = view.ui("rows");
    const wrap = view.ui("table-wrap");
    const heads = Array.from(view.ui("table").querySelectorAll("th[data-sort]"));
    const isVirtual = count > ALL;
    const isStates = view.isDated;
    const rows = new Map(); // by place
    const sorting = { key: null, down: false };
    let order = places.map((place) => place.index); // as sorted
    let laid = order; // as it stands
    let found = null; // those that the search finds, or null for all
    let shown = order; // in their order, those found and there on the date
    view.small = count <= SMALL;
    view.ui("table").classList.toggle("dense", !view.small);
    view.ui("table").setAttribute("aria-rowcount", String(count));

    // ---- rows

    const isBare = (place) => !place.drawn && !place.sub; // parts stand under the place they are part of, which is drawn

    // Of many rows those that nobody has seen yet are bare.
    const bare = GT.make("tr", { tabindex: "-1" });
    function makeRow(row) {
      const place = places[row];
      const made = /** @type {HTMLElement} */ (bare.cloneNode());
      made.setAttribute("data-place", place.id);
      if (place.sub) made.className = "sub";
      if (view.state.place && view.compared().includes(row)) made.classList.add("selected");
      rows.set(row, made);
      said[row] = null;
      mark(row, made, view.count());
      return made;
    }

    function furnish(row, made) {
      const name = GT.make("button", { type: "button", class: "place-name", tabindex: view.small ? null : "-1" }, GT.swatch("none"), GT.make("span", { "data-cell": "name" }));
      const head = GT.make("th", { scope: "row" }, name);
      if (view.small && isStates) head.append(GT.make("span", { class: "state-line" }, GT.make("span", { "data-cell": "state" }), GT.make("span", { "data-cell": "part" })));
      if (view.small && isBare(places[row])) head.append(GT.make("span", { class: "state-line" }, GT.make("span", { "data-cell": "undrawn" })));
      made.append(head, ...columns.slice(1).map((key) => GT.make("td", { "data-cell": key, class: COLUMNS[key].isNumber ? "number" : key })));
    }

    // What a program reads of a row is true at every step, seen or not.
    const said = []; // by place: asking the element costs more than telling it
    function mark(row, made, moment) {
      const value = isStates ? null : view.value(row, moment);
      let text = value !== null ? String(value) : "";
      if (isStates) text = view.stateOf(row, moment);
      else if (value === null && view.style(row, moment).kind === "category") text = view.style(row, moment).key;
      if (said[row] === text) return;
      said[row] = text;
      made.setAttribute(isStates ? "data-state" : "data-value", text);
    }

    // Words are written where they can be seen.
    function write(row, made) {
      if (!made.firstChild) furnish(row, made);
      const code = view.code(row);
      made.querySelector(".key").setAttribute("fill", view.fill(code, "key"));
      const cell = (name) => made.querySelector('[data-cell="' + name + '"]');
      const bare = isBare(places[row]) ? view.say("table.undrawn") : "";
      GT.setText(cell("name"), view.name_of(row) + parentOf(row) + (bare && !view.small ? " · " + bare : ""));
      if (cell("undrawn")) GT.setText(cell("undrawn"), bare);
      if (cell("state")) {
        const detail = view.detail(row);
        const style = view.style(row);
        GT.setText(cell("state"), style.kind === "absent" && !bare ? view.say("table.undrawn") : view.pick(style.words));
        GT.setText(cell("part"), detail.part ? GT.partWords(view, row, detail) : "");
      }
      for (const key of columns.slice(1)) COLUMNS[key].write(view, row, cell(key));
      const other = view.beside ? view.beside.says(row) : "";
      const told = made.querySelector(".differs");
      if (!other && told) told.remove();
      else if (told) GT.setText(told, " " + other);
      else if (other) made.querySelector(view.small ? "th" : "td").append(GT.make("span", { class: "differs" }, " " + other));
    }
    view.rewrite = refresh;

    // Where names repeat, each says what it is part of; where they often do, all say it.
    const repeated = new Map();
    function countNames() {
      repeated.clear();
      for (const { index } of places) {
        const name = view.name_of(index);
        repeated.set(name, (repeated.get(name) || 0) + 1);
      }
    }
    function parentOf(row) {
      const { parent } = places[row];
      return parent && (repeated.get(view.name_of(row)) > 1 || repeated.size < places.length * 0.8) ? ", " + view.pick(parent) : "";
    }

    // ---- which rows stand there

    function choose() {
      const keeps = view.filter.keepRows(view.count());
      shown = order.filter((row) => (!found || found.has(row)) && (!keeps || keeps(row)) && (isStates || view.style(row).kind !== "absent"));
      view.ui("nothing").hidden = shown.length > 0;
      GT.setText(view.ui("nothing"), view.say(found ? "table.nothing" : "table.none_now"));
    }

    function lay() {
      choose();
      if (isVirtual) return refresh();
      const kept = new Set(shown);
      if (laid !== order) body.append(...order.map((row) => rows.get(row)));
      laid = order;
      for (const [row, made] of rows) made.hidden = !kept.has(row);
      refresh();
    }

    const spacers = [GT.make("tr", { class: "spacer", "aria-hidden": "true" }), GT.make("tr", { class: "spacer", "aria-hidden": "true" })];

    const paper = window.matchMedia("print"); // holds every row
    paper.addEventListener("change", refresh);

    function seenRange() {
      if (view.small || paper.matches) return [0, shown.length];
      // in the table's own frame, or in the window where the page scrolls
      const frame = wrap.getBoundingClientRect();
      const start = body.getBoundingClientRect().top;
      const first = Math.max(0, Math.min(shown.length, Math.floor((Math.max(frame.top, 0) - start) / ROW) - MARGIN));
      const last = Math.ceil((Math.min(frame.bottom, window.innerHeight) - start) / ROW) + MARGIN;
      return [first, Math.min(shown.length, Math.max(first + MARGIN, last))];
    }

    let range = [0, 0]; // that was seen last: a step asks for no layout, and margins have room for what it moves

    function refresh() {
      range = seenRange();
      writeSeen();
    }

    function writeSeen() {
      const [first, last] = range;
      if (isVirtual) {
        rows.clear();
        spacers[0].style.height = first * ROW + "px";
        spacers[1].style.height = (shown.length - last) * ROW + "px";
        body.replaceChildren(spacers[0], ...shown.slice(first, last).map(makeRow), spacers[1]);
      }
      for (let at = first; at < last; at++) if (rows.has(shown[at])) write(shown[at], rows.get(shown[at]));
    }

    function showDate() {
      const moment = view.count();
      for (const [row, made] of rows) mark(row, made, moment);
      if (sorting.key && (sorting.key === "value" || sorting.key === "period") && !view.playing) sort();
      if (view.data.grouped || view.state.only || (sorting.key === "value" && !view.playing)) lay();
      else writeSeen();
    }

    // ---- sorting: sub-rows stay under the place they are part of

    function sort() {
      const { key, down } = sorting;
      const top = places.filter((place) => !place.sub || isVirtual).map((place) => place.index);
      if (key) {
        const { sort: valueOf, text = false } = /** @type {{sort: Function, text?: boolean}} */ (COLUMNS[key]);
        const values = new Map(top.map((row) => [row, valueOf(view, row)]));
        /** @type {Intl.Collator|null} */
        const collator = text ? new Intl.Collator(view.state.lang) : null;
        top.sort((a, b) => {
          const [x, y] = [values.get(a), values.get(b)];
          if (x === y) return a - b;
          if (x === null || x === undefined) return 1;
          if (y === null || y === undefined) return -1;
          const way = collator ? collator.compare(x, y) : x < y ? -1 : 1;
          return down ? -way : way;
        });
      }
      if (isVirtual) {
        order = top;
        return;
      }
      const subs = new Map();
      for (const { index, sub, part_of: above } of places) {
        if (!sub) continue;
        if (!subs.has(above)) subs.set(above, []);
        subs.get(above).push(index);
      }
      const withSubs = (row) => [row, ...(subs.get(places[row].id) || []).flatMap(withSubs)];
      order = top.flatMap(withSubs);
    }

    for (const head of heads) {
      head.querySelector("button").addEventListener("click", () => {
        const key = head.dataset.sort;
        sorting.down = sorting.key === key ? !sorting.down : Boolean(COLUMNS[key].isNumber);
        sorting.key = key;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
        sort();
        lay();
      });
    }

    // ---- search in every spelling the data knows

    const keys = new Map();
    function keyOf(place) {
      if (!keys.has(place)) {
        const said = [place.id, place.iso, ...Object.values(place.names), ...place.others, ...Object.values(place.parent || {})];
        keys.set(place, said.filter(Boolean).map(GT.searchKey).join("\n"));
      }
      return keys.get(place);
    }
    const search = view.ui("search");

    function filter() {
      const wanted = GT.searchKey(search.value);
      found = wanted ? new Set(places.filter((place) => keyOf(place).includes(wanted)).map((place) => place.index)) : null;
      wrap.scrollTop = 0;
      lay();
      view.announce(wanted ? tellFound() : "");
    }
    const tellFound = () => view.say("table.found", { n: shown.length });
    search.addEventListener("input", filter);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && shown.length) view.openCard(places[shown[0]].index);
    });

    // ---- rows lead to the map and to the card

    const rowOf = (target) => {
      const made = target instanceof Element && /** @type {HTMLElement|null} */ (target.closest("tr[data-place]"));
      return made ? view.rowOf(made.dataset.place) : null;
    };
    body.addEventListener("focusin", (event) => mapView.focus(rowOf(event.target)));
    body.addEventListener("focusout", () => mapView.focus(null));
    body.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") mapView.focus(rowOf(event.target)); });
    body.addEventListener("pointerleave", () => mapView.focus(rowOf(document.activeElement)));
    body.addEventListener("click", (event) => {
      if (event.target.closest("a")) return;
      const row = rowOf(event.target);
      if (row !== null) view.openCard(row);
    });
    if (!view.small) {
      wrap.tabIndex = 0;
      wrap.setAttribute("role", "group");
      wrap.setAttribute("aria-labelledby", "places-title");
      for (const scrolled of [wrap, window]) scrolled.addEventListener("scroll", refresh, { passive: true });
      if (window.ResizeObserver) new ResizeObserver(refresh).observe(wrap);
    }
    wrap.addEventListener("keydown", (event) => {
      const made = event.target.closest("tr[data-place]");
      if (event.target.closest("a")) return;
      const row = rowOf(made);
      if (row !== null && event.key === "Enter" && event.target === made) view.openCard(row);
      const leap = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
      if (!leap || (view.small && !made) || !shown.length) return;
      event.preventDefault();
      const from = row !== null ? shown.indexOf(row) : leap > 0 ? -1 : shown.length;
      focusRow(shown[Math.max(0, Math.min(shown.length - 1, from + leap))]);
    });

    function focusRow(row) {
      reveal(row);
      const made = rows.get(row);
      if (!made) return;
      write(row, made);
      made.querySelector("button").focus({ preventScroll: wrap.scrollHeight > wrap.clientHeight && !view.small });
    }

    // Where rows are many, the chosen one comes into sight.
    function reveal(row) {
      if (view.small) return;
      const at = shown.indexOf(row);
      const top = at * ROW;
      if (at >= 0 && (top < wrap.scrollTop || top > wrap.scrollTop + wrap.clientHeight - 2 * ROW)) wrap.scrollTop = Math.max(0, top - wrap.clientHeight / 2);
      refresh();
    }

    sort();
    const rest = body.nextElementSibling; // of the document's own rows, which give way to those made here
    if (rest) rest.remove();
    const before = Array.from(body.children);
    for (let at = 0; at < order.length && !isVirtual; at += SLICE) {
      if (at) await GT.pause();
      for (const old of at ? [] : before) old.remove();
      body.append(...order.slice(at, at + SLICE).map(makeRow));
    }
    if (isVirtual) body.replaceChildren();
    laid = order;
    view.on((changed) => {
      if (changed.lang) {
        countNames();
        if (sorting.key === "place") sort();
      }
      if (changed.lang || changed.series) {
        for (const [row, made] of rows) mark(row, made, view.count());
        lay();
      } else if (changed.date) {
        showDate();
      }
      if (changed.only && !changed.first) {
        wrap.scrollTop = 0;
        lay();
        const { styles, flags } = view.series().data;
        const words = Object.assign(styles.map((style) => style.words), Object.fromEntries(Object.keys(flags).map((flag) => [view.filter.keyOf(flag), flags[flag]])));
        const chosen = (view.state.only || "").split(",").map((key) => view.pick(words[key]));
        view.announce([chosen.join(", "), tellFound()].filter(Boolean).join(": "));
      }
      if (changed.place || changed.kept) {
        const chosen = new Set(view.compared());
        for (const [row, made] of rows) made.classList.toggle("selected", chosen.has(row));
        const place = view.place(view.state.place);
        if (place) {
          reveal(place.index);
        }
      }
    });

    return { focusRow };
  }

  Object.assign(GT, { createTable });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
