// Where a layer's slider, legend and table stand on a map that is not our own page.
(function (GT, L) {
  "use strict";
  if (!L) return;

  const ICONS = {
    first: "M5 4h2v12H5zM16 4v12L8 10z", previous: "M14 4v12L6 10z", next: "M6 4v12l8-6z", last: "M13 4h2v12h-2zM4 4v12l8-6z",
    play: "M6 3.5v13l10.5-6.5z", pause: "M5 3h3.5v14H5zM11.5 3H15v14h-3.5z",
    edit: "M3 14.2V17h2.8l8.3-8.3-2.8-2.8zM12.2 5l2.8 2.8 1.6-1.6-2.8-2.8z", plus: "M9 3h2v6h6v2h-6v6H9v-6H3V9h6z", minus: "M3 9h14v2H3z",
    home: "M10 3l8 7h-2.5v7h-4v-5h-3v5h-4v-7H2z", full: "M3 3h5v2H5v3H3zM12 3h5v5h-2V5h-3zM3 12h2v3h3v2H3zM15 12h2v5h-5v-2h3z",
    down: "M9 3h2v7.2l2.6-2.6L15 9l-5 5-5-5 1.4-1.4L9 10.2zM3 15h14v2H3z",
  };

  // The patterns of the map's pixels as strokes, for the legend.
  const PATTERNS = {
    dots: ["M3 3h0M11 3h0M7 8h0M15 8h0M3 13h0M11 13h0", 2.4], hatch: ["M0 8L8 0M0 16L16 0M8 16L16 8", 3],
    rows: ["M0 3h16M0 8h16M0 13h16", 2], thin: ["M8 0L16 8M0 0L16 16M0 8L8 16", 0.9],
  };

  function icon(name, className) {
    return GT.draw("svg", { class: className || "icon", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true", focusable: "false" },
      GT.draw("path", { d: ICONS[name] }));
  }

  const part = (tag, name, attributes, ...children) => GT.make(tag, Object.assign({ "data-ui": name }, attributes), ...children);

  // The large date, and the form that takes another.
  function makeDateline(say, id) {
    return part("div", "dateline", { class: "dateline" },
      part("p", "date", { id: id("date"), class: "geo-date" }, GT.make("time", {})),
      part("button", "date-open", { type: "button", class: "plain", "aria-expanded": "false", "aria-controls": id("date-form"), "aria-label": say("ui.date_change") }, icon("edit")),
      part("form", "date-form", { id: id("date-form"), class: "date-form", novalidate: true, hidden: true },
        GT.make("label", { for: id("date-text") }, say("ui.date_label")),
        part("input", "date-text", { id: id("date-text"), type: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": id("date-hint") }),
        GT.make("button", { type: "submit", class: "primary" }, say("ui.date_go")),
        part("p", "date-hint", { id: id("date-hint"), class: "fine" })));
  }

  function makeSeriesBar(data, number) {
    const id = (name) => (number === 1 ? name : name + "-" + number);
    const words = GT.createWords(data);
    const say = (key) => words.say(data.lang, key);
    const stepButton = (name) => GT.make("button", { type: "button", "data-step": name, "aria-label": say("ui." + name) },
      name === "last" ? GT.make("span", { class: "end-label", "data-ui": "last-label" }) : null, icon(name),
      name === "first" ? GT.make("span", { class: "end-label", "data-ui": "first-label" }) : null);
    const option = (value, word, chosen) => GT.make("option", { value, selected: chosen }, word);

    return GT.make("section", { class: "geo-series", "aria-label": data.title || say("ui.timeline"), lang: data.lang },
      GT.make("div", { class: "geo-head" },
        data.title ? part(number === 1 ? "h1" : "h2", "title", {}, data.title) : null, makeDateline(say, id)),
      part("div", "timeline", { class: "timeline", "data-spacing": data.spacing },
        GT.make("div", { class: "controls" },
          GT.make("div", { class: "steps" }, stepButton("first"), stepButton("previous"),
            part("button", "play", { type: "button", class: "primary play", "aria-pressed": "false" },
              icon("play", "icon when-stopped"), icon("pause", "icon when-playing"), part("span", "play-word", {}, say("ui.play"))),
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
          part("div", "axis", { class: "axis", "aria-hidden": "true" }))),
      part("p", "status", { class: "status", role: "status" }));
  }

  // How many places have each code on the date.
  function countCodes(view) {
    const totals = new Uint32Array(view.data.styles.length);
    const codes = view.codes();
    const { counted } = view.rows;
    for (let row = 0; row < codes.length - 1; row++) if (!counted || counted[row]) totals[codes[row + 1]]++;
    return totals;
  }

  // Date in words and the line that says what is shown; the legend counts at the date.
  function createSeriesHeading(view) {
    const { data } = view;
    const rows = Array.from(view.legend.querySelectorAll("[data-code]")).map((row) => ({ code: Number(row.dataset.code), row, count: row.lastChild }));
    let totals = countCodes(view);

    function listTotals() {
      if (data.isNumeric) {
        const lacking = totals[1];
        const given = totals.slice(2).reduce((sum, n) => sum + n, 0);
        return [view.say("series.given", { n: given })].concat(lacking ? view.say("series.lacking", { n: lacking }) : []);
      }
      return data.counted.filter((code) => totals[code]).slice(0, 6)
        .map((code) => data.styles[code].word + " (" + view.say("legend.count", { n: totals[code] }) + ")");
    }

    view.summary = () => view.say("status.date", { date: view.day(data.stops[view.stop()]) }) + " " + listTotals().join(", ");

    view.on((changed) => {
      if (!changed.date) return;
      const time = view.ui("date").firstElementChild;
      time.dateTime = view.state.date;
      GT.setText(time, view.day(data.stops[view.stop()]));
      totals = countCodes(view);
      for (const { code, row, count: cell } of rows) {
        GT.setText(cell, view.number(totals[code]));
        row.classList.toggle("empty", !totals[code]);
      }
      view.announce();
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
    const open = data.fit || window.innerWidth > 640;
    const heading = (data.legend || (data.fit ? "" : data.title) || view.say("legend.title")) + (data.unit ? " (" + data.unit + ")" : "");
    view.heading = heading;
    view.legend = GT.make("aside", { class: "geo-legend", "aria-label": data.title || view.say("legend.title") },
      GT.make("details", { open }, GT.make("summary", {}, heading),
        list, data.note ? GT.make("p", { class: "fine" }, data.note) : null));
    return view.legend;
  }

  Object.assign(GT, { countCodes, createSeriesHeading, drawSwatch, icon, makeSeriesBar, makeSeriesLegend });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}), window.L);
