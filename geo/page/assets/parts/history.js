// Places over all stops, by the axis' time: lines of their numbers with gaps and flags, or a bar of its states for each.
(function (GT) {
  "use strict";

  const [WIDTH, HEIGHT, BAR, PAD] = [320, 72, 16, 4];
  const [END, LINE] = [12, 10]; // units for the numbers at the ends of several lines, and between two of them
  const DASHES = ["", "7 3", "2 2", "9 2 2 2", "1 4"]; // by place, as many as may be compared

  /** @param {View} view */
  function createHistory(view) {
    // Where moments stand across, by true time; the last one goes on to the edge.
    function places(end = PAD) {
      const days = view.stops.map(GT.dayNumber);
      const [first, last] = [days[0], days[days.length - 1]];
      const span = Math.max(1, last - first);
      const room = view.isDated ? 0.97 : 1;
      return days.map((day) => PAD + ((day - first) / span) * (WIDTH - PAD - end) * room);
    }

    function drawBar(row, series) {
      const xs = places();
      const parts = [];
      for (let at = 0; at < xs.length; at++) {
        const code = view.code(row, at + 1, series);
        const end = at + 1 < xs.length ? xs[at + 1] : WIDTH - PAD;
        const previous = parts[parts.length - 1];
        if (previous && previous.code === code) previous.end = end;
        else parts.push({ code, start: xs[at], end });
      }
      return parts.map(({ code, start, end }) => GT.draw("rect", { x: start.toFixed(1), y: 2, width: Math.max(1, end - start).toFixed(1), height: BAR, fill: view.fill(code, "key"), class: "history-part" }));
    }

    function drawLines(rows, series) {
      const xs = places(rows.length > 1 ? END : PAD);
      const lists = rows.map((row) => xs.map((x, at) => view.value(row, at + 1, series)));
      const given = lists.flat().filter((value) => value !== null);
      if (!given.length) return [];
      const [low, high] = [Math.min(...given), Math.max(...given)];
      const y = (value) => (high === low ? HEIGHT / 2 : HEIGHT - 14 - ((value - low) / (high - low)) * (HEIGHT - 28));
      const ends = [];
      const drawn = lists.map((values, nth) => {
        let d = "";
        const dots = [];
        values.forEach((value, at) => {
          if (value === null) return;
          const joins = at > 0 && values[at - 1] !== null;
          d += (joins ? "L" : "M") + xs[at].toFixed(1) + " " + y(value).toFixed(1);
          const flagged = view.detail(rows[nth], at + 1, series).flag;
          const alone = !joins && (at + 1 === values.length || values[at + 1] === null);
          if (flagged || alone) dots.push(GT.draw("circle", { cx: xs[at].toFixed(1), cy: y(value).toFixed(1), r: 2.6, class: flagged ? "history-flag" : "history-dot" }));
        });
        const last = values.reduce((found, value, at) => (value === null ? found : at), -1);
        if (last >= 0) ends.push({ nth, x: xs[last] + 4, y: y(values[last]) + 3.5 });
        return [GT.draw("path", { d, class: "history-line", "stroke-dasharray": DASHES[nth] || null }), ...dots];
      });
      ends.sort((a, b) => a.y - b.y).forEach((end, at) => { if (at) end.y = Math.max(end.y, ends[at - 1].y + LINE); });
      const unit = series.data.unit;
      return [
        ...drawn.flat(), ...(rows.length > 1 ? ends.map((end) => GT.draw("text", { x: end.x, y: end.y.toFixed(1), class: "history-nth" }, String(end.nth + 1))) : []),
        GT.draw("text", { x: PAD, y: 11, class: "history-figure" }, view.figure(high, unit)),
        high === low ? "" : GT.draw("text", { x: PAD, y: HEIGHT - 2, class: "history-figure" }, view.figure(low, unit)),
      ];
    }

    // Several places by name, each with its line's look or its bar, what holds now, and a way out of the comparison.
    function listPlaces(rows, isLine, bars) {
      return GT.make("ol", { class: "compared-places" }, rows.map((row, nth) => {
        const name = view.name_of(row);
        const out = GT.make("button", { type: "button", class: "icon-button", value: view.scene.places[row].id, "aria-label": view.say("card.compare_end", { place: name }) }, "\u00d7");
        const sign = isLine && GT.draw("svg", { class: "swatch", viewBox: "0 0 28 10", width: 28, height: 10, "aria-hidden": "true" },
          GT.draw("path", { d: "M0 5H28", class: "history-line", "stroke-dasharray": DASHES[nth] || null }));
        return GT.make("li", {}, GT.make("span", { class: "fine" }, nth + 1), sign, GT.make("b", {}, name), GT.make("span", { class: "compared-now" }), out, bars[nth]);
      }));
    }

    // The drawing of one place or several, with the date marked.
    function drawHistory(rows) {
      const series = view.series();
      const isLine = Boolean(series.data.numeric && series.values);
      const height = isLine ? HEIGHT : BAR + 4;
      const lines = [];
      const frame = (names, parts) => {
        const now = GT.draw("line", { class: "curve-now", y1: 0, y2: height });
        lines.push(now);
        return GT.draw("svg", { class: "history", viewBox: "0 0 " + WIDTH + " " + height, role: "img", "aria-label": view.say("card.history_of", { place: names }) }, parts, now);
      };
      const bars = isLine ? [] : rows.map((row) => frame(view.name_of(row), drawBar(row, series)));
      const chart = isLine ? frame(rows.map(view.name_of).join(", "), drawLines(rows, series)) : rows.length > 1 ? null : bars[0];
      const list = rows.length > 1 ? listPlaces(rows, isLine, bars) : null;
      const move = () => {
        const x = String(places(isLine && rows.length > 1 ? END : PAD)[view.stop()]);
        for (const now of lines) for (const end of ["x1", "x2"]) now.setAttribute(end, x);
        if (list) list.querySelectorAll(".compared-now").forEach((said, nth) => GT.setText(said, view.says(rows[nth])));
      };
      move();
      return { parts: [chart, list].filter((part) => part !== null), move };
    }

    return { drawHistory };
  }

  Object.assign(GT, { createHistory });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
