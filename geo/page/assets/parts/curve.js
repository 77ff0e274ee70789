// A line over time above the slider: land held, as steps, with the band of what may be; or a median with its quartiles.
(function (GT) {
  "use strict";

  const TOP = 4;
  const ROW = 13; // px that a figure of the scale takes, at its top or foot

  /** @param {View} view */
  function createCurve(view, timeline) {
    const svg = view.ui("curve");
    let width = -1; // not drawn yet
    let height = 0;
    let track = { inset: 0, width: 0 };
    const curve = () => view.series().data.curves[0] || null;

    function range() {
      const { low, high } = curve();
      const given = [...low.slice(1), ...high.slice(1)].filter((value) => value !== null);
      const top = Math.max(...given);
      const least = view.isDated ? 0 : Math.min(...given); // land held begins at nothing
      return { least, top: top > least ? top : least + 1 };
    }

    // From stop to stop, as steps or straight; a stop without a figure is a gap.
    function write(xs, values, end, y) {
      let d = "";
      xs.forEach((x, at) => {
        const value = values[at + 1];
        if (value === null || value === undefined) return;
        const joins = d && values[at] !== null && at > 0;
        if (!joins) d += "M" + x.toFixed(1) + "," + y(value);
        else d += view.isDated ? "H" + x.toFixed(1) + "V" + y(value) : "L" + x.toFixed(1) + "," + y(value);
      });
      return view.isDated && d ? d + "H" + end.toFixed(1) : d;
    }

    function draw() {
      const box = svg.getBoundingClientRect();
      [width, height] = [box.width, box.height];
      for (const part of [svg, view.ui("curve-note")]) part.classList.toggle("none", !curve());
      if (!width || !curve()) return;
      const rail = view.ui("rail").getBoundingClientRect();
      track = { inset: rail.left - box.left, width: rail.width };
      const { middle, low, high, unit, words } = curve();
      const xs = timeline.axis().places.map((at) => track.inset + at * track.width);
      const end = Math.max(xs[xs.length - 1] + 1, track.inset + track.width);
      const floor = height - 1;
      const { least, top } = range();
      const px = (value) => ((value - least) / (top - least)) * (height - TOP - 1);
      // The scale's figures stand together, at the end where the band leaves more room; what it lacks is a row of its own,
      // unless that would flatten the curve: then they stand in the note.
      const rooms = view.isDated ? [] : [(at) => px(top) - px(high.at(at) ?? least), (at) => px(low.at(at) ?? top)];
      const free = [[1, 2], [-1, -2]].map((two) => rooms.map((room) => two.every((at) => room(at) >= ROW)));
      const isRight = free[1].filter(Boolean).length > free[0].filter(Boolean).length;
      const rows = free[Number(isRight)].map((has) => (has ? 0 : ROW)).concat([0, 0]);
      const isFlat = rows[0] + rows[1] > 0.4 * px(top);
      const [over, under] = isFlat ? [0, 0] : rows;
      const y = (value) => (floor - under - (px(value) * (px(top) - over - under)) / px(top)).toFixed(1);
      const steps = (values) => write(xs, values, end, y);
      const { layers } = view.series().data;
      const figure = (value) => view.figure(Number(value.toPrecision(3)), unit);
      GT.setText(view.ui("curve-note"), view.pick(words) + (isFlat ? " (" + figure(least) + "\u00a0\u2013\u00a0" + figure(top) + ")" : ""));
      svg.setAttribute("viewBox", "0 0 " + width + " " + height);
      svg.replaceChildren(
        ...(layers.length ? [] : [GT.draw("path", { class: "curve-band", d: bandOf(xs, low, high, end, y) })]),
        ...layersOf(layers, steps, xs),
        view.isDated && !layers.length ? GT.draw("path", { class: "curve-held", d: steps(middle) + "V" + floor + "H" + xs[0].toFixed(1) + "Z" }) : "",
        GT.draw("path", { class: "curve-high", d: steps(high) }),
        GT.draw("path", { class: "curve-line", d: steps(middle) }),
        GT.draw("path", { class: "curve-floor", d: "M0," + floor + "H" + width }),
        GT.draw("line", { class: "curve-now", y1: 0, y2: height }),
        ...(isFlat ? [] : rooms).map((_, nth) => GT.draw("text", { class: "curve-figure", "text-anchor": isRight ? "end" : "start",
          x: isRight ? end - 6 : track.inset + 6, y: nth ? floor - 3 : TOP + 9 }, figure(nth ? least : top))));
      svg.classList.toggle("spread", !view.isDated);
      svg.classList.toggle("layered", layers.length > 0);
      move();
    }

    // Who held how much, each on what those before it held: an area down to the floor, over which the lower ones lie.
    function layersOf(layers, steps, xs) {
      const sums = [];
      for (const [code, km2] of layers) {
        const below = sums.length ? sums[sums.length - 1].tops : km2.map(() => 0);
        sums.push({ code, tops: km2.map((value, at) => value + below[at]) });
      }
      return sums.reverse().map(({ code, tops }) =>
        GT.draw("path", { class: "curve-layer", fill: view.fill(code, "key"), d: steps(tops) + "V" + (height - 1) + "H" + xs[0].toFixed(1) + "Z" }));
    }

    // Between the lower and the upper line; there and back where all stops have figures, else stop by stop.
    function bandOf(xs, low, high, end, y) {
      if (view.isDated) {
        const close = "V" + (height - 1) + "H" + xs[0].toFixed(1) + "Z";
        return write(xs, high, end, y) + close;
      }
      let d = "";
      for (let at = 1; at < xs.length; at++) {
        const corners = [low[at], low[at + 1], high[at + 1], high[at]];
        if (corners.some((value) => value === null)) continue;
        const [x0, x1] = [xs[at - 1].toFixed(1), xs[at].toFixed(1)];
        d += "M" + x0 + "," + y(corners[0]) + "L" + x1 + "," + y(corners[1]) + "L" + x1 + "," + y(corners[2]) + "L" + x0 + "," + y(corners[3]) + "Z";
      }
      return d;
    }

    function move() {
      const now = svg.querySelector(".curve-now");
      if (!now || !curve()) return;
      const x = track.inset + timeline.axis().at(view.state.date) * track.width;
      now.setAttribute("x1", x);
      now.setAttribute("x2", x);
    }

    view.on((changed) => {
      if (changed.spacing || changed.lang || changed.series || changed.first) draw();
      else move();
    });
    if (window.ResizeObserver) new ResizeObserver(([{ contentRect }]) => { if (width >= 0 && (contentRect.width !== width || contentRect.height !== height)) draw(); }).observe(svg);
  }

  Object.assign(GT, { createCurve });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
