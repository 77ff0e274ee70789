// The legend counts at the date; beside it, the parts in words and the warning where rows must not be added.
(function (GT) {
  "use strict";

  const PAINTS = { before: "b", possible: "p", held: "h", ended: "e", unknown: "u" };
  const NAMES = { b: "before", p: "possible", h: "held", e: "ended", u: "unknown", s: "some", o: "outside", a: "alone" };

  // How the swatch of a place is painted: as the place is on the map, hatched where the map is.
  function paintOf(view, id, situation) {
    const here = situation || view.situation();
    const part = here.parts[id];
    if (here.marks) return here.marks[view.places.get(id).index];
    const state = view.stateOf(id, here);
    return part && part.kind === "statement" && state === "held" ? "s" : PAINTS[state];
  }

  function partWords(view, id, part) {
    const place = view.places.get(id);
    // a stated part of the reported area, a drawn part of the measured one
    const whole = part.kind === "statement" ? place.reported_km2 : place.measured_km2;
    const by = partBy(view, part);
    const from = part.km2_to ? view.number(part.km2) + "–" : "";
    let text;
    if (part.km2 && whole) text = view.say("card.part_of", { part: from + view.number(part.km2_to || part.km2), whole: view.area(whole) });
    else if (part.km2) text = view.say("card.part_area", { part: from + view.area(part.km2_to || part.km2) });
    else if (part.share) text = view.say("card.part_share", { share: view.number(part.share * 100) });
    else text = view.say("card.part_unknown");
    return by ? text + " (" + by + ")" : text;
  }

  function partBy(view, part) {
    const line = view.data.lines.find((entry) => entry.id === part.by);
    if (line) return view.pick(line.title);
    return view.places.has(part.by) ? view.name(part.by) : "";
  }

  function createLegend(view) {
    const list = view.ui("legend");
    const warning = view.ui("warning");

    function fillRow(item, word, count, area) {
      GT.setText(item.querySelector(".legend-word"), word);
      GT.setText(item.querySelector(".legend-count"), count);
      GT.setText(item.querySelector(".legend-area"), area);
    }

    function showStates() {
      const situation = view.situation();
      const { totals } = situation;
      // places hatched for a part of unknown shape; places that an outline cuts
      const countParts = (key) => view.data.places.filter((place) => place.drawn && (key === "s"
        ? paintOf(view, place.id, situation) === "s" : (situation.parts[place.id] || {}).kind === "outline")).length;
      for (const item of list.querySelectorAll("[data-key]")) {
        const name = NAMES[item.dataset.key];
        const total = totals[name];
        const count = total && total.count !== undefined ? total.count : item.dataset.key === "a" ? 0 : countParts(item.dataset.key);
        const key = item.classList.contains("among") ? "legend.of_these" : "legend.count";
        fillRow(item, view.word(name), count ? view.say(key, { n: count }) : "\u2013", total && total.km2 ? view.area(total.km2) : "");
        item.classList.toggle("empty", !count && !(total && total.km2));
      }
    }

    function showClasses() {
      const { scale } = view.data;
      const { totals } = view.classesOn(view.situation(), view.state.date);
      for (const item of list.querySelectorAll("[data-class]")) {
        const entry = scale.classes[Number(item.dataset.class)] || scale.none || {};
        const total = totals[Number(item.dataset.class)] || {};
        const word = entry.words ? view.pick(entry.words) : view.say("legend.class", { from: view.number(entry.from), to: view.number(entry.to) });
        fillRow(item, word, total.count ? view.say("legend.count", { n: total.count }) : "\u2013", total.km2 ? view.area(total.km2) : "");
        item.classList.toggle("empty", !total.count);
      }
    }

    // Reported areas of the places now held do not add up where one lies in another.
    function showWarning() {
      if (!warning) return;
      const situation = view.situation();
      const held = view.data.places.filter((place) => place.drawn && place.reported_km2 !== null && view.stateOf(place.id, situation) === "held");
      const ids = new Set(held.map((place) => place.id));
      const pairs = view.data.overlaps.filter((pair) => pair.every((id) => ids.has(id)));
      warning.hidden = !pairs.length;
      if (!pairs.length) return;
      const reasons = pairs.map(([inner, outer]) => {
        const key = view.places.get(inner).part_of === outer ? "legend.inside" : "legend.overlaps";
        return view.say(key, { a: view.name(inner), b: view.name(outer) });
      });
      const sum = held.reduce((total, place) => total + place.reported_km2, 0);
      view.ui("warning-sum").replaceChildren(GT.make("b", {}, view.say("legend.do_not_add")), " ",
        view.say("legend.sums", { reported: view.area(sum), measured: view.area(situation.totals.held.km2 || 0) }));
      GT.setText(view.ui("warning-why"), view.say("legend.overlap_why", { reasons: reasons.slice(0, 12).join(view.say("list.separator")) }));
    }

    function showKeys() {
      const keys = view.ui("keys");
      if (!keys) return;
      const rows = view.data.lines.map((line) => ["line", "line", view.pick(line.title)]);
      if (view.svg.querySelector('.outline[data-kind="oblast"]')) rows.push(["outline", "oblast", view.say("legend.oblast")]);
      keys.replaceChildren(...rows.map(([kind, name, title]) => GT.make("li", {},
        GT.draw("svg", { class: "stroke-key", viewBox: "0 0 28 10", width: 28, height: 10, "aria-hidden": "true", focusable: "false" },
          GT.draw("path", { class: kind, "data-kind": name, d: "M1 5H27" })), GT.make("span", {}, title))));
    }

    view.on((changed) => {
      if (!(changed.date || changed.lang)) return;
      if (view.data.scale) showClasses();
      showStates();
      showWarning();
      if (changed.lang) showKeys();
    });
  }

  Object.assign(GT, { createLegend, paintOf, partBy, partWords });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
