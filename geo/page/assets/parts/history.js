// A place over all stops: a line of its numbers with gaps and flags, or a bar of its states; one line of the axis' time.
(function (GT) {
  "use strict";

  const [WIDTH, HEIGHT, BAR, PAD] = [320, 72, 16, 4];

  /** @param {View} view */
  function createHistory(view) {
    // Where moments stand across, by true time; the last one goes on to the edge.
    function places() {
      const days = view.stops.map(GT.dayNumber);
      const [first, last] = [days[0], days[days.length - 1]];
      const span = Math.max(1, last - first);
      const room = view.isDated ? 0.97 : 1;
      return days.map((day) => PAD + ((day - first) / span) * (WIDTH - 2 * PAD) * room);
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

    function drawLine(row, series) {
      const xs = places();
      const values = xs.map((x, at) => view.value(row, at + 1, series));
      const given = values.filter((value) => value !== null);
      if (!given.length) return [];
      const [low, high] = [Math.min(...given), Math.max(...given)];
      const y = (value) => (high === low ? HEIGHT / 2 : HEIGHT - 14 - ((value - low) / (high - low)) * (HEIGHT - 28));
      let d = "";
      const dots = [];
      values.forEach((value, at) => {
        if (value === null) return;
        const joins = at > 0 && values[at - 1] !== null;
        d += (joins ? "L" : "M") + xs[at].toFixed(1) + " " + y(value).toFixed(1);
        const flagged = view.detail(row, at + 1, series).flag;
        const alone = !joins && (at + 1 === values.length || values[at + 1] === null);
        if (flagged || alone) dots.push(GT.draw("circle", { cx: xs[at].toFixed(1), cy: y(value).toFixed(1), r: 2.6, class: flagged ? "history-flag" : "history-dot" }));
      });
      const unit = series.data.unit;
      return [
        GT.draw("path", { d, class: "history-line" }), ...dots,
        GT.draw("text", { x: PAD, y: 11, class: "history-figure" }, view.figure(high, unit)),
        high === low ? "" : GT.draw("text", { x: PAD, y: HEIGHT - 2, class: "history-figure" }, view.figure(low, unit)),
      ];
    }

    // The drawing of a place, with the date marked; `words` name it.
    function drawHistory(row) {
      const series = view.series();
      const isLine = series.data.numeric && series.values;
      const height = isLine ? HEIGHT : BAR + 4;
      const now = GT.draw("line", { class: "curve-now", y1: 0, y2: height });
      const svg = GT.draw("svg", { class: "history", viewBox: "0 0 " + WIDTH + " " + height, role: "img", "aria-label": view.say("card.history_of", { place: view.name_of(row) }) },
        isLine ? drawLine(row, series) : drawBar(row, series), now);
      const move = () => {
        const x = String(places()[view.stop()]);
        now.setAttribute("x1", x);
        now.setAttribute("x2", x);
      };
      move();
      return { svg, move };
    }

    return { drawHistory };
  }

  Object.assign(GT, { createHistory });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
