// Where a layer's slider, legend and table stand on a map that is not our own page.
(function (GT, L) {
  "use strict";
  if (!L) return;

  const ICONS = {
    first: "M5 4h2v12H5zM16 4v12L8 10z", previous: "M14 4v12L6 10z", next: "M6 4v12l8-6z", last: "M13 4h2v12h-2zM4 4v12l8-6z",
  };

  // The patterns of the map's pixels as strokes, for the legend.
  const PATTERNS = {
    dots: ["M3 3h0M11 3h0M7 8h0M15 8h0M3 13h0M11 13h0", 2.4], hatch: ["M0 8L8 0M0 16L16 0M8 16L16 8", 3],
    rows: ["M0 3h16M0 8h16M0 13h16", 2], thin: ["M8 0L16 8M0 0L16 16M0 8L8 16", 0.9],
  };

  function icon(name) {
    return GT.draw("svg", { class: "icon", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true", focusable: "false" },
      GT.draw("path", { d: ICONS[name] }));
  }

  function makeSeriesBar(data, number) {
    const id = (name) => (number === 1 ? name : name + "-" + number);
    const words = GT.createWords(data);
    const say = (key) => words.say(data.lang, key);
    const stepButton = (name) => GT.make("button", { type: "button", "data-step": name, "aria-label": say("ui." + name) },
      name === "last" ? GT.make("span", { class: "end-label", "data-ui": "last-label" }) : null, icon(name),
      name === "first" ? GT.make("span", { class: "end-label", "data-ui": "first-label" }) : null);
    const option = (value, word, chosen) => GT.make("option", { value, selected: chosen }, word);
    const part = (tag, name, attributes, ...children) => GT.make(tag, Object.assign({ "data-ui": name }, attributes), ...children);

    return GT.make("section", { class: "geo-series", "aria-label": data.title || say("ui.timeline"), lang: data.lang },
      GT.make("div", { class: "geo-head" },
        data.title ? GT.make(number === 1 ? "h1" : "h2", {}, data.title) : null,
        part("p", "date", { id: id("date"), class: "geo-date" }, GT.make("time", {})),
        part("p", "status", { class: "status", role: "status" })),
      part("div", "timeline", { class: "timeline", "data-spacing": data.spacing },
        GT.make("div", { class: "controls" },
          GT.make("div", { class: "steps" }, stepButton("first"), stepButton("previous"),
            part("button", "play", { type: "button", class: "primary play", "aria-pressed": "false" }, part("span", "play-word", {}, say("ui.play"))),
            stepButton("next"), stepButton("last")),
          GT.make("div", { class: "choices" },
            GT.make("label", { class: "field" }, GT.make("span", {}, say("ui.speed")),
              part("select", "speed", {}, ...["0.5", "1", "2", "4"].map((speed) => option(speed, speed + "\u00d7", speed === "1")))),
            GT.make("label", { class: "field" }, GT.make("span", {}, say("ui.spacing")),
              part("select", "spacing", {}, ...["event", "time"].map((kind) => option(kind, say("ui.spacing_" + kind), kind === data.spacing)))))),
        part("div", "track", { class: "track" },
          GT.make("div", { class: "slider" },
            part("div", "rail", { class: "rail" }, part("div", "rail-done", { class: "rail-done" }), part("div", "ticks", { class: "ticks" }), part("div", "handle", { class: "handle" })),
            part("input", "time", { id: id("time"), type: "range", min: 0, max: data.stops.length - 1, step: 1, "aria-label": say("ui.slider") })),
          part("div", "diamonds", { class: "diamonds" }),
          part("div", "axis", { class: "axis", "aria-hidden": "true" }))));
  }

  // How many places have each code on the date.
  function countCodes(view) {
    const totals = new Uint32Array(view.data.styles.length);
    const codes = view.codes();
    const { counted } = view.rows;
    for (let row = 0; row < codes.length - 1; row++) if (!counted || counted[row]) totals[codes[row + 1]]++;
    return totals;
  }

  // Title, date in words and the line that says what is shown; the legend counts at the date.
  function createSeriesHeading(view) {
    const { data } = view;
    const rows = Array.from(view.legend.querySelectorAll("[data-code]")).map((row) => ({ code: Number(row.dataset.code), row, count: row.lastChild }));

    view.on((changed) => {
      if (!changed.date) return;
      const time = view.ui("date").firstElementChild;
      time.dateTime = view.state.date;
      GT.setText(time, view.day(data.stops[view.stop()]));
      const totals = countCodes(view);
      for (const { code, row, count: cell } of rows) {
        GT.setText(cell, String(totals[code]));
        row.classList.toggle("empty", !totals[code]);
      }
      const said = data.counted.filter((code) => totals[code]).slice(0, 6)
        .map((code) => data.styles[code].word + ": " + view.say("legend.count", { n: totals[code] }));
      view.announce(view.day(data.stops[view.stop()]).replace(/\.$/, "") + ". " + said.join("; "));
    });
  }

  function drawSwatch({ fill, mark, pattern }) {
    return GT.draw("svg", { class: "geo-swatch", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", focusable: "false" },
      GT.draw("rect", { width: 16, height: 16, fill }),
      mark ? GT.draw("path", { d: PATTERNS[pattern][0], "stroke-width": PATTERNS[pattern][1], "stroke-linecap": "round", stroke: mark, fill: "none" }) : null);
  }

  function makeSeriesLegend(view) {
    const { data } = view;
    const shown = data.styles.map((style, code) => ({ style, code })).filter(({ style }) => style.word && !style.unused);
    const rows = shown.filter(({ code }) => code > 1).concat(shown.filter(({ code }) => code === 1)); // the missing ones last
    view.keys = rows;
    const list = GT.make("ul", {}, rows.map(({ style, code }) => GT.make("li", { "data-code": code },
      drawSwatch(style), GT.make("span", { class: "word" }, style.word), GT.make("span", { class: "count" }))));
    const open = window.innerWidth > 640;
    const heading = (data.legend || (data.fit ? "" : data.title) || view.say("legend.title")) + (data.unit ? " (" + data.unit + ")" : "");
    view.heading = heading;
    view.legend = GT.make("aside", { class: "geo-legend", "aria-label": data.title || view.say("legend.title") },
      GT.make("details", { open }, GT.make("summary", {}, heading),
        list, data.note ? GT.make("p", { class: "fine" }, data.note) : null));
    return view.legend;
  }

  // One stack of bars per map, at its foot; Leaflet's own lower corners move up to make room.
  function createBars(map) {
    const box = map.getContainer();
    const bars = GT.make("div", { class: "geo-bars" });
    const corner = GT.make("div", { class: "geo-legends" });
    for (const element of [bars, corner]) {
      L.DomEvent.disableClickPropagation(element);
      L.DomEvent.disableScrollPropagation(element);
      box.append(element);
    }
    const measure = () => box.style.setProperty("--geo-bars", bars.offsetHeight + "px");
    if (window.ResizeObserver) new ResizeObserver(measure).observe(bars);
    return {
      add(layer) {
        bars.append(layer._view.root);
        corner.append(layer._legend);
        measure();
      },
      remove(layer) {
        layer._view.root.remove();
        layer._legend.remove();
        measure();
      },
      padding: () => ({
        paddingTopLeft: [8, 8], animate: false,
        paddingBottomRight: [box.clientWidth > 800 ? corner.offsetWidth + 12 : 8, bars.offsetHeight + 8],
      }),
    };
  }

  function barsOf(map) {
    map._geoBars = map._geoBars || createBars(map);
    return map._geoBars;
  }

  Object.assign(GT, { barsOf, countCodes, createSeriesHeading, drawSwatch, makeSeriesBar, makeSeriesLegend });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}), window.L);
