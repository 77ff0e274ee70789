// A second track for stops that stand too near to each other to be told apart: each crowd opens as a stretch of its own.
(function (GT) {
  "use strict";

  const NEAR = 7; // px: stops nearer than this are a crowd
  const ROOM = 18; // px that a stop has in a stretch, at least
  const WIDEST = 2.2; // times that room, at most
  const HEAD = 52; // px that a year and month take; with less room stands the month
  const [EDGE, BETWEEN] = [12, 10]; // px at both ends of a stretch, and between two

  /** First and last stop of a crowd; where it is drawn, in px. @typedef {{from: number, to: number, left: number, width: number}} Stretch */

  /** @returns {Stretch[]} */
  function findCrowds(places, width) {
    const crowds = [];
    for (let at = 1; at < places.length; at++) {
      const last = crowds[crowds.length - 1];
      if ((places[at] - places[at - 1]) * width >= NEAR) continue;
      if (last && last.to === at - 1) last.to = at;
      else crowds.push({ from: at - 1, to: at, left: 0, width: 0 });
    }
    return crowds;
  }

  // All crowds, each under its place on the track; where they have no room, a page of the one that is nearest to a stop.
  function layCrowds(crowds, places, width, now) {
    const need = (crowd) => (crowd.to - crowd.from) * ROOM + 2 * EDGE;
    const all = crowds.reduce((sum, crowd) => sum + need(crowd) + BETWEEN, 0);
    if (all > width) {
      const away = ({ from, to }) => Math.max(from - now, now - to, 0);
      const { from, to } = crowds.reduce((best, crowd) => (away(crowd) < away(best) ? crowd : best));
      const size = Math.max(2, Math.floor((width - 2 * EDGE) / ROOM) + 1);
      const begin = Math.max(from, Math.min(to - size + 1, from + Math.floor((Math.min(to, Math.max(from, now)) - from) / size) * size));
      const end = Math.min(to, begin + size - 1);
      return [{ from: begin, to: end, left: 0, width: Math.min(width, WIDEST * need({ from: begin, to: end })) }];
    }
    const scale = Math.min(WIDEST, width / all);
    let free = 0;
    for (const crowd of crowds) {
      crowd.width = need(crowd) * scale;
      crowd.left = Math.max(free, ((places[crowd.from] + places[crowd.to]) * width - crowd.width) / 2);
      free = crowd.left + crowd.width + BETWEEN;
    }
    let limit = width;
    for (const crowd of crowds.slice().reverse()) {
      crowd.left = Math.min(crowd.left, limit - crowd.width);
      limit = crowd.left - BETWEEN;
    }
    return crowds;
  }

  /** @param {View} view */
  function createLoupe(view, axis, goTo) {
    const box = view.ui("loupe");
    const { stops } = view;
    const days = stops.map(GT.dayNumber);
    let drawn = []; // stop and px of every tick
    let width = 0;

    // Every gap has its room, what is left is shared by true time.
    function placeStops({ from, to, width }) {
      const rest = (width - 2 * EDGE - (to - from) * ROOM) / (days[to] - days[from]);
      return days.slice(from, to + 1).map((day, at) => EDGE + at * ROOM + (day - days[from]) * rest);
    }

    // Days under months, months under years, or years: as fine as the stops are.
    function write(stretch, xs) {
      const own = stops.slice(stretch.from, stretch.to + 1);
      const [start, end] = own.some((iso) => iso.slice(8) !== "01") ? [8, 10] : own.some((iso) => iso.slice(5, 7) !== "01") ? [5, 7] : [0, 4];
      const marks = [];
      const heads = start ? own.map((iso) => iso.slice(0, start - 1)) : [];
      const begins = heads.map((head, at) => at).filter((at) => !at || heads[at] !== heads[at - 1]);
      begins.forEach((at, nth) => {
        const room = (nth + 1 < begins.length ? xs[begins[nth + 1]] : stretch.width) - xs[at];
        marks.push(mark("head", heads[at].slice(room < HEAD ? -2 : 0), xs[at], false));
        if (nth) marks.push(mark("fold", "", (xs[at] + xs[at - 1]) / 2, false));
      });
      let last = -99;
      own.forEach((iso, at) => {
        const isNow = view.isStop() && view.stop() === stretch.from + at;
        marks.push(mark("tick", "", xs[at], isNow));
        if (isNow || xs[at] - last >= (start ? 15 : 30)) marks.push(mark("nth", iso.slice(start, end).replace(/^0+/, ""), (last = xs[at]), isNow));
      });
      return marks;
    }

    function mark(kind, text, x, isNow) {
      const made = GT.make("span", { class: kind + (isNow ? " now" : "") }, text);
      made.style.left = x.toFixed(1) + "px";
      return made;
    }

    // Its width is none where there is no room for a second track.
    function draw(isNew = false) {
      if (isNew) {
        box.hidden = false;
        width = box.clientWidth;
      }
      const { places } = axis();
      const crowds = width ? findCrowds(places, width) : [];
      box.hidden = !crowds.length;
      drawn = [];
      if (!crowds.length) return box.replaceChildren();
      const rays = [];
      const made = layCrowds(crowds, places, width, view.stop()).map((stretch) => {
        const xs = placeStops(stretch);
        xs.forEach((x, at) => drawn.push([stretch.from + at, stretch.left + x]));
        const [first, last] = [places[stretch.from] * width, places[stretch.to] * width];
        rays.push("M" + [[first, 0], [last, 0], [stretch.left + stretch.width, 1], [stretch.left, 1]].map(([x, y]) => x.toFixed(1) + " " + 40 * y).join("L") + "Z");
        const element = GT.make("div", { class: "stretch" }, write(stretch, xs));
        Object.assign(element.style, { left: stretch.left.toFixed(1) + "px", width: stretch.width.toFixed(1) + "px" });
        return element;
      });
      box.replaceChildren(GT.draw("svg", { class: "rays", width, height: 40 }, GT.draw("path", { d: rays.join("") })), ...made);
    }

    function follow({ clientX }) {
      const x = clientX - box.getBoundingClientRect().left;
      if (drawn.length) goTo(drawn.reduce((best, one) => (Math.abs(one[1] - x) < Math.abs(best[1] - x) ? one : best))[0]);
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
