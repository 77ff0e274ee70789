// A second track, as wide as the first: the crowded stretch at the date shown, so wide that every stop in it has its words.
(function (GT) {
  "use strict";

  const NEAR = 7; // px: stops nearer than this are a crowd
  const FAR = 40; // px: stops as near as this are taken in with a crowd, where there is room
  const SPACE = 9; // px between two labels, and at both ends
  const BRACKET = 10; // px, how wide the mark of a stretch on the first track is at least

  /** First and last stop; whether some of them are a crowd. @typedef {{from: number, to: number, isCrowd: boolean}} Stretch */

  // Day, month in short, year, as finely as a stop is dated; any other time in its own words.
  function partsOf(view, at) {
    const time = view.data.times[at] || view.stops[at];
    if (!/^\d{4}(-\d\d){0,2}$/.test(time)) return [view.brief(time)];
    const [year, month, day] = time.split("-").map(Number);
    return [day, month && view.data.calendar[view.state.lang].short[month - 1], year].filter(Boolean).map(String);
  }

  // What a stop is called beside the one before it: without its year, or where room is short without its month.
  function nameStop(view, at, before, isShort = false) {
    const parts = partsOf(view, at);
    if (before < 0 || parts.length < 2 || view.stops[at].slice(0, 4) !== view.stops[before].slice(0, 4)) return parts.join(" ");
    return (isShort && parts.length > 2 && view.stops[at].slice(0, 7) === view.stops[before].slice(0, 7) ? parts.slice(0, 1) : parts.slice(0, -1)).join(" ");
  }

  /** @param {View} view */
  function createLoupe(view, axis, goTo) {
    const box = view.ui("loupe");
    const days = view.stops.map(GT.dayNumber);
    const last = days.length - 1;
    /** @type {Stretch[]} */
    let crowds = [];
    let sums = []; // px of labels up to each stop: those with a month, those without where it is known, and each with its year
    let drawn = []; // px of the stops of the stretch that is drawn
    let [width, rail, from, high] = [0, 0, 0, 0];

    // In px, with the space beside it; each day, month and year is measured once.
    function measure() {
      const known = new Map([["", SPACE - 3]]);
      const ruler = GT.createRuler("650 12px " + window.getComputedStyle(box).fontFamily);
      const size = (word) => known.get(word) ?? known.set(word, ruler(word + " ")).get(word);
      const wide = (text) => text.split(" ").reduce((sum, word) => sum + size(word), size(""));
      sums = [[0], [0], []];
      days.forEach((day, at) => {
        for (const isShort of [0, 1]) sums[isShort].push(sums[isShort][at] + wide(nameStop(view, at, at - 1, Boolean(isShort))));
        sums[2].push(wide(nameStop(view, at, -1)));
      });
    }

    const room = (first, end, isShort) => sums[2][first] + sums[+isShort][end + 1] - sums[+isShort][first + 1] + SPACE;

    // The nearest stops come together first, as long as each has room for its words; so long crowds fall into pages.
    function findCrowds(places) {
      /** @type {Stretch[]} */
      const of = days.map((day, at) => ({ from: at, to: at, isCrowd: false }));
      const gaps = places.slice(1).map((place, at) => ({ at: at + 1, px: Math.round((place - places[at]) * rail) }));
      for (const { at, px } of gaps.filter((gap) => gap.px < FAR).sort((a, b) => a.px - b.px)) {
        const [a, b] = [of[at - 1], of[at]];
        const isCrowd = px < NEAR;
        if (room(a.from, b.to, isCrowd) > width) continue;
        of[a.from] = of[b.to] = { from: a.from, to: b.to, isCrowd: isCrowd || a.isCrowd || b.isCrowd };
      }
      const found = [];
      for (let at = 0; at <= last; at = of[at].to + 1) if (of[at].isCrowd) found.push(of[at]);
      return found;
    }

    // Every label has its room, what is left is shared by true time.
    function placeStops({ from, to }, isShort) {
      const rest = (width - room(from, to, isShort)) / (days[to] - days[from]);
      let edge = SPACE / 2;
      return days.slice(from, to + 1).map((day, nth) => {
        const own = nth ? sums[+isShort][from + nth + 1] - sums[+isShort][from + nth] : sums[2][from];
        const x = edge + own / 2 + (day - days[from]) * rest;
        edge += own;
        return x;
      });
    }

    function mark(kind, x, text = "") {
      const made = GT.make("span", { class: kind }, text);
      made.style.left = x.toFixed(1) + "px";
      return made;
    }

    // Its width is none where there is no room for a second track.
    function draw(isNew = false) {
      const { places, at } = axis();
      if (isNew) {
        box.hidden = false;
        width = box.clientWidth;
        rail = view.ui("rail").clientWidth;
        high = box.getBoundingClientRect().top - view.ui("rail").getBoundingClientRect().top - 14;
        if (width) measure();
        crowds = width ? findCrowds(places) : [];
        box.hidden = !crowds.length;
      }
      if (!crowds.length) return box.replaceChildren();
      const now = at(view.state.date);
      const away = (one) => Math.max(places[one.from] - now, now - places[one.to], 0);
      const shown = crowds.reduce((best, one) => (away(one) < away(best) ? one : best));
      const isShort = room(shown.from, shown.to, false) > width;
      drawn = placeStops(shown, isShort);
      from = shown.from;
      const rays = crowds.flatMap((one) => {
        const [a, b] = [one.from, one.to].map((stop) => (width - rail) / 2 + places[stop] * rail);
        const more = Math.max(2, (BRACKET - b + a) / 2);
        const [left, right] = [(a - more).toFixed(1), (b + more).toFixed(1)];
        const bracket = "M" + left + " -4V0H" + right + "V-4";
        return one === shown ? [GT.draw("path", { class: "ray", d: "M" + left + " 0H" + right + "L" + width + " " + high + "H0Z" }), GT.draw("path", { class: "bracket now", d: bracket })]
          : GT.draw("path", { class: "bracket", d: bracket });
      });
      box.replaceChildren(GT.draw("svg", { class: "rays", width, height: high }, rays), ...drawn.flatMap((x, nth) => {
        const isNow = view.isStop() && view.stop() === from + nth ? " now" : "";
        return [mark("tick" + isNow, x), mark("nth" + isNow, x, nameStop(view, from + nth, nth ? from + nth - 1 : -1, isShort))];
      }));
    }

    function follow({ clientX }) {
      const x = clientX - box.getBoundingClientRect().left;
      goTo(from + drawn.reduce((best, one, nth) => (Math.abs(one - x) < Math.abs(drawn[best] - x) ? nth : best), 0));
    }
    box.addEventListener("pointerdown", (event) => {
      box.setPointerCapture(event.pointerId);
      follow(event);
    });
    box.addEventListener("pointermove", (event) => { if (box.hasPointerCapture(event.pointerId)) follow(event); });

    return { draw };
  }

  Object.assign(GT, { createLoupe });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
