// A picture to keep: title and date, the map in its frame with a scale bar, the legend's keys, the notes below.
(function (GT) {
  "use strict";

  const WIDTH = 1200;
  const MARGIN = 36;

  // Width of a text in pixels, in a CSS font.
  function createRuler(font) {
    const context = GT.brushOf(document.createElement("canvas"));
    context.font = font;
    return (text) => context.measureText(text).width;
  }

  function wrap(text, font, width) {
    const measure = createRuler(font);
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const longer = (lines[lines.length - 1] + " " + word).trim();
      if (measure(longer) > width && lines[lines.length - 1]) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  // As many columns as the longest key leaves room for.
  function countColumns(keys, font, width) {
    const measure = createRuler(font);
    const longest = Math.max(0, ...keys.map((key) => measure(key.word + "  " + key.figures))) + 56;
    return Math.max(1, Math.min(3, Math.floor(width / longest)));
  }

  // A round length near a fifth of the picture, as long as it is at the picture's middle; null where it would not be true.
  function scaleBar(map, factor) {
    const { metres, isTrue } = GT.measureScale(map);
    if (!isTrue) return null;
    const length = GT.roundLength(metres * 160);
    return { length, width: (length / metres) * factor };
  }

  function shorten(text) {
    return text.length > 900 ? text.slice(0, 899).trimEnd() + "\u2026" : text;
  }

  // `map` is Leaflet's, `shape` the height to the width of what is drawn; `draw` gives the map's elements for a box and says how many of its
  // pixels one of the screen's is;
  // `keys` have swatch, size, word and figures; `look` gives a colour of the page by name; `distance` writes metres.
  function composePicture({ lang, title, date, subtitle, heading, map, shape, draw, keys, notes, defs, look, family, distance }) {
    const inner = WIDTH - 2 * MARGIN;
    const height = Math.round(Math.min(820, Math.max(420, inner * shape)));
    const picture = [];
    const text = (x, y, words, px, options) => picture.push(GT.draw("text", Object.assign({ x, y, "font-size": px, "font-family": family, fill: look("--ink") }, options), words));

    let y = MARGIN + 24;
    const room = inner - createRuler("650 28px " + family)(date) - 24;
    wrap(title, "600 24px " + family, room).forEach((line, index) => {
      if (index) y += 30;
      text(MARGIN, y, line, 24, { "font-weight": 600 });
    });
    text(WIDTH - MARGIN, MARGIN + 24, date, 28, { "font-weight": 650, "text-anchor": "end" });
    for (const line of subtitle ? wrap(subtitle, "14px " + family, inner) : []) {
      y += 20;
      text(MARGIN, y, line, 14, { fill: look("--muted") });
    }
    y += 16;

    const box = { x: MARGIN, y, width: inner, height };
    const { elements, factor } = draw(box);
    const bare = map.getContainer().querySelector("path.water, .unknown"); // beyond the globe's edge there is no water
    picture.push(GT.draw("rect", Object.assign({ fill: look(bare ? "--paper" : "--water") }, box)), ...elements,
      GT.draw("rect", Object.assign({ fill: "none", stroke: look("--hairline") }, box)));
    const bar = scaleBar(map, factor);
    const barY = y + height - 18;
    if (bar) {
      picture.push(GT.draw("path", { d: "M" + (MARGIN + 18) + "," + (barY - 6) + "v6h" + bar.width.toFixed(1) + "v-6", fill: "none", stroke: look("--ink"), "stroke-width": 1.2 }));
      text(MARGIN + 18 + bar.width / 2, barY - 6, distance(bar.length), 12, { "text-anchor": "middle" });
    }
    y += height + 30;

    if (heading) {
      text(MARGIN, y, heading, 13, { "font-weight": 650 });
      y += 26;
    }
    const columns = countColumns(keys, "13px " + family, inner);
    const rows = Math.ceil(keys.length / columns);
    keys.forEach((key, index) => {
      const x = MARGIN + Math.floor(index / rows) * (inner / columns);
      const top = y + (index % rows) * 24;
      const [wide, high] = key.size;
      for (const [name, value] of Object.entries({ x, y: top - 5 - high / 2, width: wide, height: high })) key.swatch.setAttribute(name, value);
      picture.push(key.swatch);
      const label = GT.draw("text", { x: x + 36, y: top, "font-size": 13, "font-family": family, fill: look("--ink") }, key.word + (key.figures ? "  " : ""));
      label.append(GT.draw("tspan", { fill: look("--muted") }, key.figures));
      picture.push(label);
    });
    y += rows * 24 + 8;

    for (const words of notes.filter(Boolean)) {
      for (const line of wrap(words, "12px " + family, inner)) {
        text(MARGIN, y, line, 12, { fill: look("--muted") });
        y += 17;
      }
    }
    const whole = Math.ceil(y + MARGIN - 17);
    const svg = GT.draw("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: "0 0 " + WIDTH + " " + whole, width: WIDTH, height: whole, lang },
      GT.draw("title", {}, [title, date].filter(Boolean).join(", ")), defs, GT.draw("rect", { width: WIDTH, height: whole, fill: look("--paper") }), ...picture);
    return { text: '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(svg), width: WIDTH, height: whole };
  }

  Object.assign(GT, { composePicture, createRuler, shorten });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
