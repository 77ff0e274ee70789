// The card of a place: its history, names, time and areas, and every statement with its source.
(function (GT) {
  "use strict";

  const CLOSE = "M4.4 3L10 8.6 15.6 3 17 4.4 11.4 10l5.6 5.6-1.4 1.4L10 11.4 4.4 17 3 15.6 8.6 10 3 4.4z";

  /** @param {View} view */
  function createCard(view, table, marks) {
    const card = view.ui("card");
    const { drawHistory } = GT.createHistory(view);
    let here = []; // rows
    let opener = null;
    let live = null; // what changes with the day: the rest of an open card keeps its focus and its place

    function open(row, others) {
      here = others && others.length > 1 ? others : [];
      const active = document.activeElement;
      opener = active instanceof HTMLElement && !card.contains(active) && active !== document.body ? active : opener;
      if (!view.set({ place: view.scene.places[row].id })) show();
      const heading = card.querySelector("h2");
      if (heading) heading.focus({ preventScroll: true });
      card.scrollTop = 0;
    }

    function close() {
      const place = view.place(view.state.place);
      view.set({ place: null });
      if (opener && opener.isConnected && opener.offsetParent !== null) opener.focus();
      else if (place) table.focusRow(place.index);
      opener = null;
    }

    function row(term, ...values) {
      const filled = values.flat().filter((value) => value !== "" && value !== null && value !== undefined);
      return filled.length ? [GT.make("dt", {}, term), GT.make("dd", {}, ...filled)] : [];
    }

    function names(place) {
      const own = Object.entries(place.names).filter(([, name]) => name);
      const other = place.others.length ? GT.make("p", { class: "fine" }, view.say("card.other_names") + " " + place.others.join(" · ")) : "";
      if (own.length < 2 && !other) return [];
      return [GT.make("ul", { class: "names" }, own.map(([lang, name]) =>
        GT.make("li", {}, GT.make("span", { lang }, name), " ", GT.make("span", { class: "fine" }, lang)))), other];
    }

    function valueOf(statement) {
      if (statement.value === null) return view.edtf(statement.date);
      const value = Number(statement.value);
      if (!Number.isFinite(value)) return String(statement.value);
      const from = statement.valueTo ? view.number(value, value % 1 ? 1 : 0) + "\u2013" : "";
      const words = from + amount(statement, Number(statement.valueTo || value));
      return statement.date ? words + ", " + view.edtf(statement.date) : words;
    }

    function amount(statement, value) {
      return statement.unit === "km2" ? view.area(value)
        : view.number(value, value % 1 ? 1 : 0) + (statement.unit ? " " + (statement.unit === "percent" ? "%" : statement.unit) : "");
    }

    function statement(entry) {
      const confidence = view.say("confidence." + entry.confidence);
      const remarks = [
        entry.confidence && view.say("card.confidence", { word: confidence.startsWith("confidence.") ? entry.confidence : confidence }),
        entry.locator, entry.note,
      ].filter(Boolean).join(" · ");
      return GT.make("li", { class: entry.chosen ? "chosen" : "" },
        GT.make("span", { class: "what" }, [view.pick(entry.party), view.say("quantity." + entry.quantity)].filter(Boolean).join(": ")), " ",
        GT.make("span", { class: "value" }, valueOf(entry)), " ", GT.cite(view, [entry.source, entry.also].filter(Boolean)),
        entry.chosen ? GT.make("span", { class: "used" }, view.say("card.used")) : "",
        remarks && GT.make("span", { class: "fine remark" }, remarks));
    }

    function eventsOf(id) {
      const list = marks.eventsIn(id);
      if (!list.length) return [];
      return [GT.make("h3", {}, view.say("card.events")), GT.make("ul", { class: "statements" }, list.map((event) => {
        const day = GT.make("button", { type: "button", class: "plain" }, view.edtf(event.when));
        day.addEventListener("click", () => view.set({ date: event.date }));
        return GT.make("li", {}, day, " ", view.pick(event.title), " ", GT.cite(view, event.sources));
      }))];
    }

    function toPlace(row, attributes) {
      const { id } = view.scene.places[row];
      const button = GT.make("button", Object.assign({ type: "button" }, attributes), view.name_of(row));
      button.addEventListener("click", () => {
        view.set({ place: id });
        card.querySelector("h2").focus({ preventScroll: true });
      });
      return button;
    }

    function chooser() {
      if (here.length < 2) return "";
      return GT.make("div", { class: "here", role: "group", "aria-label": view.say("card.here") }, GT.make("span", { class: "fine" }, view.say("card.here")),
        here.map((row) => toPlace(row, { "aria-pressed": String(view.scene.places[row].id === view.state.place) })));
    }

    // A place that is kept stays in the chart while others are chosen.
    function keeper(id) {
      const { kept } = view.state;
      const isKept = kept.includes(id);
      const button = GT.make("button", { type: "button", class: "card-keep", "aria-pressed": String(isKept), disabled: !isKept && kept.length >= GT.COMPARED - 1 }, view.say("card.compare"));
      button.addEventListener("click", () => keep(isKept ? kept.filter((other) => other !== id) : [...kept, id]));
      for (const out of live.history.parts.flatMap((part) => Array.from(part.querySelectorAll("button")))) out.addEventListener("click", () => leave(out.value));
      return [button, isKept && GT.make("p", { class: "fine" }, view.say("card.compare_hint", { n: GT.COMPARED }))].filter(Boolean);
    }

    function keep(kept) {
      view.set({ kept });
      card.querySelector(".card-keep").focus({ preventScroll: true });
    }

    // Whoever leaves the comparison leaves the card to the next.
    function leave(id) {
      const kept = view.state.kept.filter((other) => other !== id);
      if (id === view.state.place) view.set({ place: kept[0], kept });
      keep(kept);
    }

    function show() {
      const place = view.place(view.state.place);
      card.hidden = !place;
      document.documentElement.classList.toggle("with-card", Boolean(place));
      if (!place) return;
      const history = drawHistory(view.compared());
      live = { place, history, state: GT.make("p", { class: "card-state" }), list: GT.make("dl", {}) };
      const above = view.place(place.part_of);
      const closer = GT.make("button", { type: "button", class: "card-close" }, GT.icon(CLOSE), GT.make("span", {}, view.say("card.close")));
      closer.addEventListener("click", close);
      card.setAttribute("aria-labelledby", "card-title");
      card.replaceChildren(
        GT.make("div", { class: "card-head" }, GT.make("h2", { id: "card-title", tabindex: "-1" }, view.name_of(place.index)), closer),
        live.state, ...[chooser()].filter(Boolean), ...history.parts, ...keeper(place.id), live.list,
        GT.make("dl", {}, row(view.say("card.names"), ...names(place)),
          row(view.say("card.part_of_place"), above ? toPlace(above.index, { class: "plain" }) : view.pick(place.parent || {}))),
        ...(place.notes.length ? [GT.make("div", { class: "disagreement" }, GT.make("h3", {}, view.say("card.disagree")),
          place.notes.map((note) => GT.make("p", {}, view.pick(note))))] : []),
        ...eventsOf(place.id),
        ...(place.statements.length ? [GT.make("h3", {}, view.say("card.statements")), GT.make("ul", { class: "statements" }, place.statements.map(statement))] : []));
      showDay();
    }

    function showDay() {
      const { place } = live;
      const detail = view.detail(place.index);
      live.history.move();
      live.state.replaceChildren(GT.swatch(view.fill(view.code(place.index), "key")), GT.make("b", {}, view.says(place.index)),
        " ", GT.make("span", { class: "fine" }, [view.dateLabel(), view.flag(place.index), place.drawn || place.sub ? "" : view.say("table.undrawn")].filter(Boolean).join(" · ")),
        ...(view.isDated ? [] : [" ", ...GT.cite(view, detail.sources)]));
      live.list.replaceChildren(
        ...row(view.say("card.start"), view.edtf(detail.start)),
        ...row(view.say("card.end"), view.edtf(detail.end)),
        ...row(view.say("card.reported"), detail.reported === undefined ? "" : view.area(detail.reported)),
        ...row(view.say("card.measured"), place.measured === null ? "" : measured(place, detail)),
        ...row(view.say("card.part"), detail.part ? partText(place, detail) : ""));
    }

    function measured(place, detail) {
      if (!detail.reported) return view.area(place.measured);
      const off = Math.round((place.measured / detail.reported - 1) * 100);
      const sign = off > 0 ? "+" : off < 0 ? "\u2212" : "\u00b1";
      return [view.area(place.measured), " ", GT.make("span", { class: "fine" }, view.say("card.difference", { percent: sign + Math.abs(off) }))];
    }

    function partText(place, detail) {
      const said = place.statements.find((entry) => entry.id && entry.id === detail.part.by);
      const line = view.data.lines.find((entry) => entry.id === detail.part.by);
      const source = said ? said.source : line ? line.source : null;
      return [GT.partWords(view, place.index, detail), ...(source ? [" ", ...GT.cite(view, [source])] : [])];
    }

    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && view.state.place && !(event.target instanceof Element && event.target.closest("details[open], .date-form"))) close();
    });

    view.openCard = open;
    view.on((changed) => {
      const place = view.place(view.state.place);
      if (changed.place && !(place && here.includes(place.index))) here = [];
      if (changed.place || changed.kept || changed.lang || changed.series || changed.values) show();
      else if (place) showDay();
    });
  }

  Object.assign(GT, { createCard });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
