// The area held over time, as steps, with the band of what was only possibly held.
(function (GT) {
  "use strict";

  const TOP = 4;

  function createCurve(view, timeline) {
    const svg = view.ui("curve");
    if (!svg) return;
    const totals = view.data.situations.map(({ totals: { held, possible } }) => {
      const low = held.km2 || 0;
      return { low, high: low + ((possible && possible.km2) || 0) };
    });
    const most = Math.max(1, ...totals.map((total) => total.high));
    let width = 0;
    let height = 0;
    let track = { inset: 0, width: 0 };

    // Steps from stop to stop, forth along the lower edge's values and, for a band, back along the upper's.
    function steps(xs, key, end) {
      const y = (value) => height - 1 - (value / most) * (height - TOP - 1);
      let d = "";
      xs.forEach((x, index) => {
        d += (index ? "H" : "M") + x.toFixed(1) + (index ? "V" : ",") + y(totals[index + 1][key]).toFixed(1);
      });
      return d + "H" + end.toFixed(1);
    }

    function drawCurve() {
      const box = svg.getBoundingClientRect();
      [width, height] = [box.width, box.height];
      if (!width) return;
      const rail = view.ui("rail").getBoundingClientRect();
      track = { inset: rail.left - box.left, width: rail.width };
      const xs = timeline.axis().places.map((at) => track.inset + at * track.width);
      const end = Math.max(xs[xs.length - 1] + 1, track.inset + track.width);
      const floor = height - 1;
      const close = "V" + floor + "H" + xs[0].toFixed(1) + "Z";
      svg.setAttribute("viewBox", "0 0 " + width + " " + height);
      const high = steps(xs, "high", end);
      const low = steps(xs, "low", end);
      svg.replaceChildren(
        GT.draw("title", {}, label()),
        GT.draw("path", { class: "curve-band", d: high + close }),
        GT.draw("path", { class: "curve-held", d: low + close }),
        GT.draw("path", { class: "curve-high", d: high }),
        GT.draw("path", { class: "curve-line", d: low }),
        GT.draw("path", { class: "curve-floor", d: "M0," + floor + "H" + width }),
        GT.draw("line", { class: "curve-now", y1: 0, y2: height }),
        GT.draw("text", { class: "curve-most", x: 0, y: 12 }, view.area(most)),
      );
      drawHandle();
    }

    function label() {
      return view.say("ui.curve", { area: view.area(most) });
    }

    function drawHandle() {
      const now = svg.querySelector(".curve-now");
      if (!now) return;
      const x = track.inset + timeline.axis().at(view.state.date) * track.width;
      now.setAttribute("x1", x);
      now.setAttribute("x2", x);
      // the figure at the top left gives way where the area itself stands there
      svg.classList.toggle("crowded", totals.slice(1, 4).some((total, i) => total.high > most * 0.6 && timeline.axis().places[i] * width < 110));
    }

    view.on((changed) => {
      if (changed.spacing || changed.lang || changed.first) drawCurve();
      else drawHandle();
    });
    if (window.ResizeObserver) new ResizeObserver(drawCurve).observe(svg);
  }

  Object.assign(GT, { createCurve });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
