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
    const text = (item, name) => item.querySelector(name).textContent;
    const swatches = shown(view.ui("legend")).filter((item) => item.querySelector("svg")).map((item) => ({
      swatch: copyStyled(item.querySelector("svg")), size: [18, 18], word: text(item, ".legend-word"),
      figures: [text(item, ".legend-count"), text(item, ".legend-area")].filter(Boolean).join(" · "),
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

  function drawLand(ground, box) {
    const drawing = ground.toVectors(box) || GT.draw("svg", { viewBox: "0 0 " + box.width + " " + box.height },
      GT.draw("image", { href: ground.toPixels(), width: box.width, height: box.height, preserveAspectRatio: "xMidYMid meet" }));
    for (const [name, value] of Object.entries(Object.assign({ opacity: ground.layer.options.opacity, overflow: "hidden" }, box))) drawing.setAttribute(name, value);
    drawing.removeAttribute("class");
    for (const land of drawing.querySelectorAll("[fill^=var]")) land.setAttribute("fill", land.getAttribute("fill").replace(/^var\([^,]*,(.*)\)$/, "$1"));
    return drawing;
  }

  // `pane` draws, `legend` stands for the page's colours.
  /** @param {View} view */
  function drawPicture(view, map, { ground, sheets, seen }, legend) {
    const page = window.getComputedStyle(legend);
    const size = map.getSize();
    const { data } = view;

    function draw(box) {
      const elements = sheets.map((sheet) => copySheet(sheet, seen(), box));
      if (!ground.isVector) elements.splice(sheets.length > 1 ? 1 : 0, 0, drawLand(ground, box));
      return { elements, factor: Math.min(box.width / size.x, box.height / size.y) };
    }

    const defs = copyStyled(document.querySelector("svg.defs defs"));
    for (const other of Array.from(document.querySelectorAll("svg.defs defs")).slice(1)) defs.append(...copyStyled(other).childNodes);
    const own = view.pick(view.series().data.legend);
    return GT.composePicture({
      lang: view.state.lang, title: view.pick(data.title), date: view.dateLabel(), subtitle: view.pick(data.subtitle),
      heading: own && own !== view.pick(data.subtitle) ? view.legendTitle() : "", map, draw, keys: listKeys(view), defs,
      notes: [view.pick(data.boundaryNote), GT.shorten(view.pick(data.credit)) + (data.build ? " " + view.say("ui.build") + " " + data.build : "")],
      look: (name) => page.getPropertyValue(name).trim(), family: page.fontFamily, distance: (metres) => GT.writeLength(view, metres),
    });
  }

  Object.assign(GT, { drawPicture });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
