// A line over time above the slider: land held, as steps, with the band of what may be; or a median with its quartiles.
(function (GT) {
  "use strict";

  const TOP = 4;

  /** @param {View} view */
  function createCurve(view, timeline) {
    const svg = view.ui("curve");
    let width = 0;
    let height = 0;
    let track = { inset: 0, width: 0 };
    const curve = () => view.series().data.curves[0] || null;

    function range() {
      const { low, high } = curve();
      const given = [...low.slice(1), ...high.slice(1)].filter((value) => value !== null);
      const top = Math.max(...given);
      // land held begins at nothing; other figures fill the room there is
      const floor = view.isDated ? 0 : Math.min(...given) - (top - Math.min(...given)) * 0.15;
      return { floor, top: top > floor ? top : floor + 1 };
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
      svg.classList.toggle("none", !curve());
      if (!width || !curve()) return;
      const rail = view.ui("rail").getBoundingClientRect();
      track = { inset: rail.left - box.left, width: rail.width };
      const { middle, low, high, unit, words } = curve();
      const xs = timeline.axis().places.map((at) => track.inset + at * track.width);
      const end = Math.max(xs[xs.length - 1] + 1, track.inset + track.width);
      const floor = height - 1;
      const { floor: least, top } = range();
      const y = (value) => (floor - ((value - least) / (top - least)) * (height - TOP - 1)).toFixed(1);
      const steps = (values) => write(xs, values, end, y);
      const { layers } = view.series().data;
      const most = view.isDated ? view.area(top) : view.figure(Number(top.toPrecision(4)), unit);
      svg.setAttribute("viewBox", "0 0 " + width + " " + height);
      svg.replaceChildren(
        GT.draw("title", {}, view.isDated ? view.say("ui.curve", { area: most }) : view.pick(words)),
        ...(layers.length ? [] : [GT.draw("path", { class: "curve-band", d: bandOf(xs, low, high, end, y) })]),
        ...layersOf(layers, steps, xs),
        view.isDated && !layers.length ? GT.draw("path", { class: "curve-held", d: steps(middle) + "V" + floor + "H" + xs[0].toFixed(1) + "Z" }) : "",
        GT.draw("path", { class: "curve-high", d: steps(high) }),
        GT.draw("path", { class: "curve-line", d: steps(middle) }),
        GT.draw("path", { class: "curve-floor", d: "M0," + floor + "H" + width }),
        GT.draw("line", { class: "curve-now", y1: 0, y2: height }),
        GT.draw("text", { class: "curve-most", x: 0, y: 12 }, most));
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
      // the figure at the top left gives way where the line itself stands there
      const { high } = curve();
      const { floor, top } = range();
      svg.classList.toggle("crowded", high.slice(1, 4).some((value, at) => value !== null && value - floor > (top - floor) * 0.6 && timeline.axis().places[at] * width < 110));
    }

    view.on((changed) => {
      if (changed.spacing || changed.lang || changed.series || changed.first) draw();
      else move();
    });
    if (window.ResizeObserver) new ResizeObserver(([{ contentRect }]) => { if (contentRect.width !== width || contentRect.height !== height) draw(); }).observe(svg);
  }

  Object.assign(GT, { createCurve });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
