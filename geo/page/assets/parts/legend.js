// The legend counts at the date; beside it the words of a part, and the warning where rows must not be added.
(function (GT) {
  "use strict";

  const LONG = 6; // rows: of more, those that count nothing now step back

  /** @param {View} view */
  function partWords(view, row, { part, reported }) {
    const place = view.scene.places[row];
    const whole = part.kind === "statement" ? reported : place.measured; // a drawn part is one of the measured area
    const line = view.data.lines.find((entry) => entry.id === part.by);
    const by = line ? view.pick(line.names) : view.place(part.by) ? view.name_of(view.rowOf(part.by)) : "";
    let text;
    const from = part.km2To ? view.number(part.km2) + "\u2013" : "";
    const most = part.km2To || part.km2;
    if (part.km2 && whole) text = view.say("card.part_of", { part: from + view.number(most), whole: view.area(whole) });
    else if (part.km2) text = view.say("card.part_area", { part: from + view.area(most) });
    else if (part.share) text = view.say("card.part_share", { share: view.number(part.share * 100) });
    else text = view.say("card.part_unknown");
    return by ? text + " (" + by + ")" : text;
  }

  // How many drawn places, and how much land, has each code at a moment; nothing twice.
  /** @param {View} view */
  function countCodes(view, moment, series) {
    const { places, data } = view.scene;
    const rows = view.codes(moment, series);
    const counts = new Uint32Array(series.data.styles.length);
    const km2 = new Float64Array(counts.length);
    for (let row = 0; row < places.length; row++) if (places[row].drawn) counts[rows[row + 1]]++;
    if (data.km2.length) {
      const land = view.landCodes(moment, series);
      data.km2.forEach((area, piece) => { km2[land[piece + 1]] += area; });
      for (const [code, added] of Object.entries(series.data.added)) km2[code] += added[moment];
    }
    return { counts, km2 };
  }

  // `name` heads it where the figures have no heading of their own.
  /** @param {View} view @param {string} [name] */
  function createLegend(view, name) {
    const list = view.ui("legend");
    const warning = view.ui("warning");

    function title() {
      const { legend, unit: texts, numeric } = view.series().data;
      const unit = view.pick(texts);
      const own = view.pick(legend);
      const heading = own || name;
      return heading ? heading + (unit && numeric ? " (" + unit + ")" : "") : view.say("legend.title");
    }

    // One row per style that the series ever uses, the missing ones last, then flags; made anew where words or series change.
    let rival = null; // the number of the second map's series, where rows tell of both
    function makeRows() {
      rival = view.beside ? view.beside.number : null;
      const { styles, flags } = view.series().data;
      const used = Array.from(new Set(view.series().data.used.concat(view.beside ? view.data.series[view.beside.number].used : [])));
      const order = used.filter((code) => styles[code].kind !== "missing").concat(used.filter((code) => styles[code].kind === "missing"));
      list.replaceChildren(...order.map((code) => makeRow(code, GT.swatch(view.fill(code, "key")), styles[code])),
        ...Object.keys(flags).map((flag) => makeRow(view.filter.keyOf(flag), GT.make("span", { class: "flag" }, flag), { words: flags[flag], counted: true })));
      list.classList.toggle("long", order.length > LONG);
      GT.setText(view.ui("legend-title"), title());
      GT.setText(heads.children[0], view.say("legend.first"));
      GT.setText(heads.children[1], view.say("legend.second"));
      heads.hidden = !view.beside;
      list.classList.toggle("both", Boolean(view.beside));
      showChoice();
    }

    function makeRow(key, sign, { words, counted, source = 0 }) {
      const button = GT.make("button", { type: "button", class: "legend-act", value: key }, view.pick(words));
      return GT.make("li", { "data-code": key, class: counted ? null : "among" },
        sign, GT.make("span", { class: "legend-word" }, button, " ", ...GT.cite(view, source ? [source] : [])),
        GT.make("span", { class: "legend-count" }), GT.make("span", { class: "legend-area" }));
    }

    // ---- an entry shows its places while it is pointed at; pressed, map and table keep to them

    const clear = GT.make("button", { type: "button", class: "plain legend-clear", hidden: true });
    list.after(clear);
    const heads = GT.make("p", { class: "legend-heads", hidden: true }, GT.make("span"), GT.make("span"));
    list.before(heads);
    clear.addEventListener("click", () => {
      view.set({ only: null });
      list.querySelector("button").focus();
    });
    list.addEventListener("click", ({ target }) => {
      const button = target.closest(".legend-act");
      if (!button) return;
      view.filter.point("");
      view.filter.toggle(button.value);
    });
    const point = ({ target, pointerType = "" }) => {
      const item = pointerType === "touch" ? null : target.closest("[data-code]");
      view.filter.point(item ? item.dataset.code : "");
    };
    for (const kind of ["pointerover", "focusin"]) list.addEventListener(kind, point);
    for (const kind of ["pointerleave", "focusout"]) list.addEventListener(kind, () => view.filter.point(""));

    function showChoice() {
      for (const button of list.querySelectorAll(".legend-act")) button.setAttribute("aria-pressed", String(view.filter.has(button.value)));
      list.classList.toggle("some", view.state.only !== null);
      clear.hidden = view.state.only === null;
      GT.setText(clear, view.say("legend.clear"));
    }

    function count(moment, series) {
      const { counts: byCode, km2 } = countCodes(view, moment, series);
      const counts = Object.assign({}, byCode);
      for (const flag of Object.keys(series.data.flags)) {
        counts[view.filter.keyOf(flag)] = view.scene.places.filter(({ index, drawn }) => drawn && view.detail(index, moment, series).flag === flag).length;
      }
      return { counts, km2 };
    }

    // One map's places and land in two columns; of two maps each in one.
    function showCounts() {
      const { beside } = view;
      const all = [count(view.count(), view.series())].concat(beside ? [count(beside.moment, view.scene.series[beside.number])] : []);
      for (const item of list.children) {
        const code = item.dataset.code;
        const told = all.map(({ counts, km2 }) => [counts[code] ? view.say("legend.count", { n: counts[code] }) : "", km2[code] ? view.area(km2[code]) : ""]);
        const cells = beside ? told.map((both) => both.filter(Boolean).join("\n") || "\u2013") : [told[0][0] || "\u2013", told[0][1]];
        GT.setText(item.querySelector(".legend-count"), cells[0]);
        GT.setText(item.querySelector(".legend-area"), cells[1]);
        item.classList.toggle("empty", !told.flat().some(Boolean));
      }
      showWarning(all[0].km2);
    }

    // Reported areas of the places now held do not add up where one lies in another.
    function showWarning(km2) {
      if (!warning) return;
      const { styles } = view.series().data;
      const held = view.data.overlaps.length ? view.scene.places.filter(({ index, drawn }) => drawn && view.stateOf(index) === "held" && view.detail(index).reported !== undefined) : [];
      const rows = new Set(held.map((place) => place.index));
      const pairs = view.data.overlaps.filter((pair) => pair.every((row) => rows.has(row)));
      warning.hidden = !pairs.length;
      if (!pairs.length) return;
      const reasons = pairs.map(([inner, outer]) => {
        const key = view.scene.places[inner].part_of === view.scene.places[outer].id ? "legend.inside" : "legend.overlaps";
        return view.say(key, { a: view.name_of(inner), b: view.name_of(outer) });
      });
      const sum = held.reduce((total, place) => total + view.detail(place.index).reported, 0);
      const measured = styles.reduce((total, style, code) => total + (style.key === "held" ? km2[code] : 0), 0);
      view.ui("warning-sum").replaceChildren(GT.make("b", {}, view.say("legend.do_not_add")), " ",
        view.say("legend.sums", { reported: view.area(sum), measured: view.area(measured) }));
      GT.setText(view.ui("warning-why"), view.say("legend.overlap_why", { reasons: reasons.slice(0, 12).join(view.say("list.separator")) }));
    }

    function showKeys() {
      const keys = view.ui("keys");
      if (!keys) return;
      const rows = view.data.lines.map((line) => ["line", line.kind, view.pick(line.names)]);
      if (view.scene.places.some((place) => place.drawn && place.kind.startsWith("former"))) rows.push(["outline", "former", view.say("legend.oblast")]);
      const write = (/** @type {any[]} */ [kind, name, words, d]) => GT.make("li", {},
        GT.draw("svg", { class: "stroke-key", viewBox: d ? "7 0 14 10" : "0 0 28 10", width: d ? 14 : 28, height: 10, "aria-hidden": "true" },
          GT.draw("path", { class: kind, "data-kind": name, d: d || "M1 5.5H27" })), GT.make("span", {}, words));
      keys.replaceChildren(...rows.map(write));
      if (view.ui("event-keys")) view.ui("event-keys").replaceChildren(...["event_now", "event_other"].map((name) => write([name, name, view.say("legend." + name), "M14 0l5 5-5 5-5-5z"])));
    }

    view.legendTitle = title;
    // Rows stay, with the focus on them, as long as the same series are compared.
    view.recount = () => {
      if (rival !== (view.beside ? view.beside.number : null)) makeRows();
      showCounts();
    };
    view.on((changed) => {
      if (changed.only) showChoice();
      if (changed.values || !(changed.date || changed.lang || changed.series)) return;
      if (changed.lang || changed.series) makeRows();
      showCounts();
      if (changed.lang) showKeys();
    });
  }

  Object.assign(GT, { createLegend, partWords });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
