// The map on screen as one picture of vectors, with what a picture must not lose: date, legend, credit, note.
(function (GT) {
  "use strict";

  const WIDTH = 1200;
  const MARGIN = 36;
  const COPIED = ["display", "visibility", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin",
    "stroke-linecap", "stroke-opacity", "opacity", "font-family", "font-size", "font-weight", "font-style", "letter-spacing",
    "text-anchor", "dominant-baseline", "paint-order", "vector-effect"];

  // A copy carries its looks in attributes: outside the page there is no style sheet.
  function copyStyled(source) {
    const copy = source.cloneNode(true);
    const from = [source, ...source.querySelectorAll("*")];
    const to = [copy, ...copy.querySelectorAll("*")];
    const gone = [];
    from.forEach((element, index) => {
      const style = window.getComputedStyle(element);
      if (!element.closest("defs") && (style.display === "none" || style.visibility === "hidden")) gone.push(to[index]);
      for (const name of COPIED) {
        const value = style.getPropertyValue(name);
        if (value && value !== "normal" && value !== "auto") to[index].setAttribute(name, value.replace(/url\("?[^#"]*#([^")]+)"?\)/, "url(#$1)"));
      }
      to[index].removeAttribute("class");
      to[index].removeAttribute("style");
      to[index].removeAttribute("tabindex");
    });
    gone.forEach((element) => element.remove());
    return copy;
  }

  function wrap(text, font, width) {
    const context = document.createElement("canvas").getContext("2d");
    context.font = font;
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const longer = (lines[lines.length - 1] + " " + word).trim();
      if (context.measureText(longer).width > width && lines[lines.length - 1]) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  function listKeys(view) {
    const shown = (list) => Array.from(list ? list.children : []).filter((item) => item.offsetParent !== null);
    const text = (item, name) => item.querySelector(name).textContent;
    const swatches = shown(view.ui("legend")).map((item) => ({
      swatch: item.querySelector("svg"),
      size: [18, 18],
      word: text(item, ".legend-word"),
      figures: [text(item, ".legend-count"), text(item, ".legend-area")].filter(Boolean).join(" · "),
    }));
    const strokes = shown(view.ui("keys")).map((item) => ({ swatch: item.querySelector("svg"), size: [28, 10], word: text(item, "span"), figures: "" }));
    return [...swatches, ...strokes];
  }

  // As many columns as the longest key leaves room for.
  function countColumns(keys, font, width) {
    const context = document.createElement("canvas").getContext("2d");
    context.font = font;
    const longest = Math.max(...keys.map((key) => context.measureText(key.word + "  " + key.figures).width)) + 56;
    return Math.max(1, Math.min(3, Math.floor(width / longest)));
  }

  // A round length near a fifth of the picture, in kilometres, at the middle of the view.
  function scaleBar(map, pixels, factor) {
    const bounds = map.getBounds();
    const middle = bounds.getCenter().lat;
    const metres = map.distance([middle, bounds.getWest()], [middle, bounds.getEast()]);
    const target = (metres / pixels) * 160;
    const unit = Math.pow(10, Math.floor(Math.log10(target)));
    const length = [5, 2, 1].map((step) => step * unit).find((step) => step <= target);
    return { km: length / 1000, width: (length / metres) * pixels * factor };
  }

  function drawPicture(view, mapView) {
    const { map, frame } = mapView;
    const look = window.getComputedStyle(view.root);
    const colour = (name) => look.getPropertyValue(name).trim();
    const family = look.fontFamily;
    const size = map.getSize();
    const inner = WIDTH - 2 * MARGIN;
    const mapHeight = Math.round(Math.min(820, Math.max(420, inner * (size.y / size.x))));
    const bounds = map.getBounds();
    const [x0, y0] = frame.toUnits(bounds.getNorth(), bounds.getWest());
    const [x1, y1] = frame.toUnits(bounds.getSouth(), bounds.getEast());
    const picture = [];
    const text = (x, y, words, px, options) => picture.push(GT.draw("text", Object.assign({ x, y, "font-size": px, "font-family": family, fill: colour("--ink") }, options), words));

    let y = MARGIN + 24;
    text(MARGIN, y, view.pick(view.data.title), 24, { "font-weight": 600 });
    text(WIDTH - MARGIN, y, view.day(view.state.date), 28, { "font-weight": 650, "text-anchor": "end" });
    for (const line of wrap(view.pick(view.data.subtitle), "14px " + family, inner)) {
      y += 20;
      text(MARGIN, y, line, 14, { fill: colour("--muted") });
    }
    y += 16;

    const drawing = copyStyled(view.svg);
    for (const [name, value] of Object.entries({ x: MARGIN, y, width: inner, height: mapHeight, viewBox: [x0, y0, x1 - x0, y1 - y0].join(" "), preserveAspectRatio: "xMidYMid slice", overflow: "hidden" })) drawing.setAttribute(name, value);
    for (const name of ["role", "aria-labelledby", "id"]) drawing.removeAttribute(name);
    picture.push(GT.draw("rect", { x: MARGIN, y, width: inner, height: mapHeight, fill: colour("--water") }), drawing,
      GT.draw("rect", { x: MARGIN, y, width: inner, height: mapHeight, fill: "none", stroke: colour("--hairline") }));
    const factor = Math.max(inner / size.x, mapHeight / size.y);
    const bar = scaleBar(map, size.x, factor);
    const barY = y + mapHeight - 18;
    picture.push(GT.draw("path", { d: "M" + (MARGIN + 18) + "," + (barY - 6) + "v6h" + bar.width.toFixed(1) + "v-6", fill: "none", stroke: colour("--ink"), "stroke-width": 1.2 }));
    text(MARGIN + 18 + bar.width / 2, barY - 6, view.number(bar.km) + " " + view.say("unit.km"), 12, { "text-anchor": "middle" });
    y += mapHeight + 30;

    const keys = listKeys(view);
    const columns = countColumns(keys, "13px " + family, inner);
    const rows = Math.ceil(keys.length / columns);
    keys.forEach((key, index) => {
      const x = MARGIN + Math.floor(index / rows) * (inner / columns);
      const top = y + (index % rows) * 24;
      const swatch = copyStyled(key.swatch);
      const [wide, high] = key.size;
      for (const [name, value] of Object.entries({ x, y: top - 5 - high / 2, width: wide, height: high })) swatch.setAttribute(name, value);
      picture.push(swatch);
      const label = GT.draw("text", { x: x + 36, y: top, "font-size": 13, "font-family": family, fill: colour("--ink") }, key.word + (key.figures ? "  " : ""));
      label.append(GT.draw("tspan", { fill: colour("--muted") }, key.figures));
      picture.push(label);
    });
    y += rows * 24 + 8;

    const build = view.say("ui.build") + " " + view.data.build;
    for (const words of [view.pick(view.data.boundary_note), shorten(view.pick(view.data.credit)) + " " + build]) {
      for (const line of wrap(words, "12px " + family, inner)) {
        text(MARGIN, y, line, 12, { fill: colour("--muted") });
        y += 17;
      }
    }
    const height = Math.ceil(y + MARGIN - 17);
    const defs = copyStyled(document.querySelector("svg.defs defs"));
    const whole = GT.draw("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: "0 0 " + WIDTH + " " + height, width: WIDTH, height, lang: view.state.lang },
      GT.draw("title", {}, view.pick(view.data.title) + ", " + view.day(view.state.date)), defs,
      GT.draw("rect", { width: WIDTH, height, fill: colour("--paper") }), ...picture);
    return { text: '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(whole), width: WIDTH, height };
  }

  function shorten(text) {
    return text.length > 900 ? text.slice(0, 899).trimEnd() + "\u2026" : text;
  }

  Object.assign(GT, { drawPicture });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
