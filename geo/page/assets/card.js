// The card of a place: its names, its time, its areas, and every statement with its source.
(function (GT) {
  "use strict";

  function createCard(view, table) {
    const card = view.ui("card");
    let here = [];
    let opener = null;
    let live = null; // what changes with the day: the rest of an open card keeps its focus and its place

    function open(id, others) {
      here = others && others.length > 1 ? others : [];
      const active = document.activeElement;
      opener = active instanceof HTMLElement && !card.contains(active) && active !== document.body ? active : opener;
      if (!view.set({ place: id })) show();
      const heading = card.querySelector("h2");
      if (heading) heading.focus({ preventScroll: true });
      card.scrollTop = 0;
    }

    function close() {
      const id = view.state.place;
      view.set({ place: null });
      if (opener && opener.isConnected && opener.offsetParent !== null) opener.focus();
      else if (id) table.focusRow(id);
      opener = null;
    }

    function row(term, ...values) {
      const filled = values.flat().filter((value) => value !== "" && value !== null && value !== undefined);
      return filled.length ? [GT.make("dt", {}, term), GT.make("dd", {}, ...filled)] : [];
    }

    function names(place) {
      const own = view.data.langs.filter((lang) => place.names[lang]).map((lang) =>
        GT.make("li", {}, GT.make("span", { lang }, place.names[lang]), " ", GT.make("span", { class: "fine" }, lang)));
      const other = (place.other || []).length
        ? GT.make("p", { class: "fine" }, view.say("card.other_names") + " " + place.other.join(" · ")) : "";
      return [GT.make("ul", { class: "names" }, ...own), other];
    }

    function valueOf(statement) {
      if (statement.value === null) return view.edtf(statement.date);
      const value = Number(statement.value);
      if (!Number.isFinite(value)) return String(statement.value);
      const from = statement.value_to ? view.number(value, value % 1 ? 1 : 0) + "–" : "";
      const words = from + amount(statement, Number(statement.value_to || value));
      return statement.date ? words + ", " + view.edtf(statement.date) : words;
    }

    function amount(statement, value) {
      return statement.unit === "km2" ? view.area(value)
        : view.number(value, value % 1 ? 1 : 0) + (statement.unit ? " " + (statement.unit === "percent" ? "%" : statement.unit) : "");
    }

    function statement(entry) {
      const remarks = [
        entry.confidence && view.say("card.confidence", { word: view.say("confidence." + entry.confidence) === "confidence." + entry.confidence ? entry.confidence : view.say("confidence." + entry.confidence) }),
        entry.locator, entry.note,
      ].filter(Boolean).join(" · ");
      return GT.make("li", { class: entry.chosen ? "chosen" : "" },
        GT.make("span", { class: "what" }, view.say("quantity." + entry.quantity)), " ",
        GT.make("span", { class: "value" }, valueOf(entry)), " ", GT.cite(view, [entry.source, entry.also].filter(Boolean)),
        entry.chosen ? GT.make("span", { class: "used" }, view.say("card.used")) : "",
        remarks && GT.make("span", { class: "fine remark" }, remarks));
    }

    function eventsOf(id) {
      const list = view.eventsIn(id);
      if (!list.length) return [];
      return [GT.make("h3", {}, view.say("card.events")), GT.make("ul", { class: "statements" }, ...list.map((event) => {
        const day = GT.make("button", { type: "button", class: "plain" }, view.edtf(event.when || event.date));
        day.addEventListener("click", () => view.set({ date: event.date }));
        return GT.make("li", {}, day, " ", view.pick(event.title), " ", GT.cite(view, event.sources));
      }))];
    }

    function chooser() {
      if (here.length < 2) return "";
      return GT.make("div", { class: "here", role: "group", "aria-label": view.say("card.here") },
        GT.make("span", { class: "fine" }, view.say("card.here")),
        ...here.map((id) => {
          const button = GT.make("button", { type: "button", "aria-pressed": String(id === view.state.place) }, view.name(id));
          button.addEventListener("click", () => { view.set({ place: id }); card.querySelector("h2").focus({ preventScroll: true }); });
          return button;
        }));
    }

    function show() {
      const id = view.state.place;
      card.hidden = !id;
      view.root.classList.toggle("with-card", Boolean(id));
      if (!id) return;
      const place = view.places.get(id);
      live = { state: GT.make("p", { class: "card-state" }), term: GT.make("dt", {}, view.say("card.part")), part: GT.make("dd", {}) };
      showDay();
      const closer = GT.make("button", { type: "button", class: "card-close" }, icon(), GT.make("span", {}, view.say("card.close")));
      closer.addEventListener("click", close);
      const statements = (place.statements || []).slice();
      card.replaceChildren(
        GT.make("div", { class: "card-head" },
          GT.make("h2", { id: "card-title", tabindex: "-1" }, view.name(id)), closer),
        live.state,
        ...[chooser()].filter(Boolean),
        GT.make("dl", {},
          ...row(view.say("card.names"), ...names(place)),
          ...row(view.say("card.start"), view.edtf(place.start)),
          ...row(view.say("card.end"), view.edtf(place.end)),
          ...row(view.say("card.reported"), place.reported_km2 === null ? "" : view.area(place.reported_km2)),
          ...row(view.say("card.measured"), place.measured_km2 === null ? "" : measured(place)),
          live.term, live.part,
          ...row(view.say("card.part_of_place"), place.part_of && view.places.has(place.part_of) ? link(place.part_of) : "")),
        ...(place.notes && place.notes.length
          ? [GT.make("div", { class: "disagreement" }, GT.make("h3", {}, view.say("card.disagree")), ...place.notes.map((note) => GT.make("p", {}, view.pick(note))))] : []),
        ...eventsOf(id),
        GT.make("h3", {}, view.say("card.statements")),
        GT.make("ul", { class: "statements" }, ...statements.map(statement)));
    }

    function showDay() {
      const id = view.state.place;
      const state = view.stateOf(id);
      const part = view.partOf(id);
      live.state.replaceChildren(GT.swatch(GT.paintOf(view, id)), GT.make("b", {}, view.word(state)),
        " ", GT.make("span", { class: "fine" }, view.day(view.state.date)));
      live.part.replaceChildren(...(part ? partText(id, part) : []));
      live.term.hidden = live.part.hidden = !part;
    }

    function measured(place) {
      if (!place.reported_km2) return view.area(place.measured_km2);
      const off = Math.round((place.measured_km2 / place.reported_km2 - 1) * 100);
      const sign = off > 0 ? "+" : off < 0 ? "\u2212" : "\u00b1";
      return [view.area(place.measured_km2), " ", GT.make("span", { class: "fine" }, view.say("card.difference", { percent: sign + Math.abs(off) }))];
    }

    function partText(id, part) {
      const said = (view.places.get(id).statements || []).find((entry) => entry.id && entry.id === part.by);
      const line = view.data.lines.find((entry) => entry.id === part.by);
      const source = said ? said.source : line ? line.source : null;
      return [GT.partWords(view, id, part), ...(source ? [" ", ...GT.cite(view, [source])] : [])];
    }

    function link(id) {
      const button = GT.make("button", { type: "button", class: "plain" }, view.name(id));
      button.addEventListener("click", () => { view.set({ place: id }); card.querySelector("h2").focus({ preventScroll: true }); });
      return button;
    }

    function icon() {
      return GT.draw("svg", { class: "icon", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true", focusable: "false" },
        GT.draw("path", { d: "M4.4 3L10 8.6 15.6 3 17 4.4 11.4 10l5.6 5.6-1.4 1.4L10 11.4 4.4 17 3 15.6 8.6 10 3 4.4z" }));
    }

    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && view.state.place && !(event.target instanceof Element && event.target.closest("details[open], .date-form"))) close();
    });

    view.openCard = open;
    view.on((changed) => {
      if (changed.place && !here.includes(view.state.place)) here = [];
      if (changed.place || changed.lang) show();
      else if (view.state.place) showDay();
    });
  }

  Object.assign(GT, { createCard });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
