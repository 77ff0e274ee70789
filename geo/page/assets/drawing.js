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
      to[index].removeAttribute("class");
      to[index].removeAttribute("style");
      to[index].removeAttribute("tabindex");
    });
    gone.forEach((element) => element.remove());
    return copy;
  }

  function listKeys(view) {
    const shown = (list) => Array.from(list ? list.children : []).filter((item) => item.offsetParent !== null);
    const text = (item, name) => item.querySelector(name).textContent;
    const swatches = shown(view.ui("legend")).map((item) => ({
      swatch: copyStyled(item.querySelector("svg")),
      size: [18, 18],
      word: text(item, ".legend-word"),
      figures: [text(item, ".legend-count"), text(item, ".legend-area")].filter(Boolean).join(" · "),
    }));
    const strokes = shown(view.ui("keys")).map((item) => ({ swatch: copyStyled(item.querySelector("svg")), size: [28, 10], word: text(item, "span"), figures: "" }));
    return [...swatches, ...strokes];
  }

  function drawPicture(view, mapView) {
    const { map, frame } = mapView;
    const page = window.getComputedStyle(view.root);
    const size = map.getSize();
    const [left, top, right, bottom] = GT.seenBox(map);
    const [[x0, y0], [x1, y1]] = [frame.place([left, top]), frame.place([right, bottom])];

    function draw(box) {
      const drawing = copyStyled(view.svg);
      for (const [name, value] of Object.entries(Object.assign({ viewBox: [x0, y0, x1 - x0, y1 - y0].join(" "), preserveAspectRatio: "xMidYMid slice", overflow: "hidden" }, box))) drawing.setAttribute(name, value);
      for (const name of ["role", "aria-labelledby", "id"]) drawing.removeAttribute(name);
      return { elements: [drawing], factor: Math.max(box.width / size.x, box.height / size.y) };
    }

    return GT.composePicture({
      lang: view.state.lang, title: view.pick(view.data.title), date: view.day(view.state.date), subtitle: view.pick(view.data.subtitle),
      map, draw, keys: listKeys(view), defs: copyStyled(document.querySelector("svg.defs defs")),
      notes: [view.pick(view.data.boundary_note), GT.shorten(view.pick(view.data.credit)) + " " + view.say("ui.build") + " " + view.data.build],
      look: (name) => page.getPropertyValue(name).trim(), family: page.fontFamily,
      distance: (km) => view.number(km) + " " + view.say("unit.km"),
    });
  }

  Object.assign(GT, { drawPicture });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
