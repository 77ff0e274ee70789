// A series to keep: every place and time as CSV, the map on screen with its date, legend and note as PNG or SVG.
(function (GT) {
  "use strict";

  const LONGEST = 60; // letters of a file's name before its date

  // A row per place and time; a value that nobody gave is an empty cell.
  function* listValues(view) {
    const { data, rows } = view;
    for (let row = 0; row < rows.ids.length; row++) {
      for (let stop = 0; stop < data.stops.length; stop++) {
        const code = view.codesAt(stop)[row + 1];
        if (!code) continue; // the place has no land at that time: it is not there
        const cells = [rows.ids[row], rows.names[row], data.times[stop]];
        if (view.valueAt) cells.push(view.valueAt(row, stop));
        else if (data.isTimeline) cells.push(data.styles[code].key, data.styles[code].word, (rows.parts[row] || {})[stop]);
        else cells.push(code > 1 ? data.styles[code].word : null);
        yield cells;
      }
    }
  }

  function nameFile(view, time) {
    const words = GT.fold(view.data.title).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    let name = words.shift() || "map";
    for (const word of words) {
      if (name.length + word.length >= LONGEST) break;
      name += "-" + word;
    }
    return name + "-" + time.replace(/[^\w-]+/g, "_");
  }

  function drawSeries(view, map) {
    const { data, layer } = view;
    const page = window.getComputedStyle(view.legend);
    const look = (name) => page.getPropertyValue(name).trim();
    const size = map.getSize();

    function draw(box) {
      const factor = Math.min(box.width / size.x, box.height / size.y);
      const drawing = layer.toVectors(box) || GT.draw("svg", { viewBox: "0 0 " + box.width + " " + box.height },
        GT.draw("image", { href: layer.toPixels(), width: box.width, height: box.height }));
      for (const [name, value] of Object.entries(Object.assign({ opacity: layer.options.opacity, overflow: "hidden" }, box))) drawing.setAttribute(name, value);
      drawing.removeAttribute("class");
      return { elements: [drawing], factor };
    }

    const totals = GT.countCodes(view);
    const keys = view.keys.map(({ style, code }) => {
      const swatch = GT.drawSwatch(style);
      swatch.removeAttribute("class");
      swatch.append(GT.draw("rect", { x: 0.5, y: 0.5, width: 15, height: 15, fill: "none", stroke: look("--country") }));
      return { swatch, size: [16, 16], word: style.word, figures: view.number(totals[code]) };
    });
    return GT.composePicture({
      lang: data.lang, title: data.title, date: view.day(view.state.date), heading: view.heading, map, draw, keys, notes: [data.note],
      look, family: page.fontFamily, distance: (km) => view.number(km, km < 1 ? 1 : 0) + " " + view.say("unit.km"),
    });
  }

  async function download(view, map, kind) {
    const { times } = view.data;
    if (kind !== "csv") return GT.saveFile(await GT.pictureFile(drawSeries(view, map), kind), nameFile(view, times[view.stop()]) + "." + kind);
    const value = !view.data.isTimeline ? ["value"] : ["state", "words", "part"];
    const span = times[0] + (times.length > 1 ? "_" + times[times.length - 1] : "");
    return GT.saveFile(GT.csvFile(["place", "name", "time", ...value], listValues(view)), nameFile(view, span) + ".csv");
  }

  function makeDownloads(view, map) {
    const button = (kind) => {
      const made = GT.make("button", { type: "button", "data-download": kind }, view.say("series.download_" + kind));
      made.addEventListener("click", () => download(view, map, kind).catch(() => view.announce(view.say("share.no_download"))));
      return made;
    };
    const box = GT.make("details", { class: "geo-download" }, GT.make("summary", {}, GT.icon("down"), view.say("series.download")),
      GT.make("div", {}, ["csv", "png", "svg"].map(button)));
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      box.open = false;
      box.firstChild.focus();
    });
    document.addEventListener("pointerdown", (event) => { if (!box.contains(event.target)) box.open = false; });
    return box;
  }

  Object.assign(GT, { makeDownloads });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
