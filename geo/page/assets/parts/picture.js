// The map on screen as one picture of vectors, with what a picture must not lose: date, legend, credit, note.
(function (GT) {
  "use strict";

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
      for (const name of ["class", "style", "tabindex"]) to[index].removeAttribute(name);
    });
    gone.forEach((element) => element.remove());
    return copy;
  }

  /** @param {View} view */
  function listKeys(view) {
    const shown = (list) => Array.from(list ? list.children : []).filter((item) => item.offsetParent !== null);
    const text = (item, name) => item.querySelector(name).textContent.replace("\n", " \u00b7 ");
    const swatches = shown(view.ui("legend")).filter((item) => item.querySelector("svg")).map((item) => ({
      swatch: copyStyled(item.querySelector("svg")), size: [18, 18], word: text(item, ".legend-act"),
      figures: [text(item, ".legend-count"), text(item, ".legend-area")].filter((told) => view.beside || (told && told !== "\u2013")).join(view.beside ? " | " : " · "),
    }));
    const strokes = shown(view.ui("keys")).map((item) => ({ swatch: copyStyled(item.querySelector("svg")), size: [28, 10], word: text(item, "span"), figures: "" }));
    return [...swatches, ...strokes];
  }

  // A drawing of the page, all of what the window shows and what the box has room for besides.
  function copySheet(sheet, seen, box) {
    const drawing = copyStyled(sheet);
    for (const [name, value] of Object.entries(Object.assign({ viewBox: seen.join(" "), preserveAspectRatio: "xMidYMid meet", overflow: "hidden" }, box))) drawing.setAttribute(name, value);
    for (const name of ["role", "aria-labelledby", "id", "aria-hidden"]) drawing.removeAttribute(name);
    return drawing;
  }

  function drawLand(ground, box, size, part) {
    const { width, height } = box;
    const factor = Math.min(width / part[2], height / part[3]);
    const drawing = ground.toVectors({ width, height, part }) || GT.draw("svg", { viewBox: "0 0 " + width + " " + height },
      GT.draw("image", {
        href: ground.toPixels(), x: (width - part[2] * factor) / 2 - part[0] * factor, y: (height - part[3] * factor) / 2 - part[1] * factor,
        width: size.x * factor, height: size.y * factor, preserveAspectRatio: "none",
      }));
    for (const [name, value] of Object.entries(Object.assign({ opacity: ground.layer.options.opacity, overflow: "hidden" }, box))) drawing.setAttribute(name, value);
    drawing.removeAttribute("class");
    for (const land of drawing.querySelectorAll("[fill^=var]")) land.setAttribute("fill", land.getAttribute("fill").replace(/^var\([^,]*,(.*)\)$/, "$1"));
    return drawing;
  }

  // What of the window is not empty, in units and in the screen's pixels: around a globe there is nothing to see.
  function cutEmpty([x, y, wide, high], sheet, size) {
    const globe = sheet.querySelector("path.water");
    const edge = globe ? globe.getBBox() : { x, y, width: wide, height: high };
    const [left, top] = [Math.max(x, edge.x), Math.max(y, edge.y)];
    const seen = [left, top, Math.min(x + wide, edge.x + edge.width) - left, Math.min(y + high, edge.y + edge.height) - top];
    const pixel = size.x / wide;
    return { seen, part: [(left - x) * pixel, (top - y) * pixel, seen[2] * pixel, seen[3] * pixel] };
  }

  // `pane` draws, and beside it that of a second map; `legend` stands for the page's colours.
  /** @param {View} view */
  function drawPicture(view, map, pane, legend) {
    const page = window.getComputedStyle(legend);
    const size = map.getSize();
    const { data, beside } = view;
    const look = (name) => page.getPropertyValue(name).trim();
    const panes = beside ? [pane, beside.pane] : [pane];
    const { part } = cutEmpty(pane.seen(), pane.sheets[0], size);

    function draw({ x, y, width, height }) {
      const wide = width / panes.length;
      const elements = panes.flatMap((each, at) => {
        const box = { x: x + at * wide, y, width: wide, height };
        const made = each.sheets.map((sheet) => copySheet(sheet, cutEmpty(each.seen(), each.sheets[0], size).seen, box));
        if (!each.ground.isVector) made.splice(made.length > 1 ? 1 : 0, 0, drawLand(each.ground, box, size, part));
        if (beside) {
          made.push(GT.draw("rect", Object.assign({ fill: "none", stroke: look("--paper"), "stroke-width": 2 }, box)),
            GT.draw("text", { x: box.x + wide / 2, y: y + 24, "text-anchor": "middle", "font-size": 16, "font-weight": 600, "font-family": page.fontFamily,
              fill: look("--ink"), stroke: look("--paper"), "stroke-width": 4, "paint-order": "stroke" }, beside.titles[at]));
        }
        return made;
      });
      return { elements, factor: Math.min(wide / part[2], height / part[3]) };
    }

    const defs = copyStyled(document.querySelector("svg.defs defs"));
    for (const other of Array.from(document.querySelectorAll("svg.defs defs")).slice(1)) defs.append(...copyStyled(other).childNodes);
    const own = view.pick(view.series().data.legend);
    return GT.composePicture({
      lang: view.state.lang, title: view.pick(data.title), date: view.dateLabel(), subtitle: view.pick(data.subtitle),
      heading: own && own !== view.pick(data.subtitle) ? view.legendTitle() : "", map, shape: part[3] / (part[2] * panes.length), draw, keys: listKeys(view), defs,
      notes: [view.pick(data.boundaryNote), view.pick(data.plane.named), GT.shorten(view.pick(data.credit)) + (data.build ? " " + view.say("ui.build") + " " + data.build : "")],
      look, family: page.fontFamily, distance: (metres) => GT.writeLength(view, metres),
    });
  }

  Object.assign(GT, { drawPicture });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
