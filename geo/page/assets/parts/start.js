// Start of a page: read what it carries, wire the parts, say so; or say in words why not, and leave the picture.
(function (GT) {
  "use strict";

  /** @param {string} part @returns {HTMLElement|null} */
  function partOf(part) {
    return document.querySelector('[data-ui="' + part + '"]');
  }

  // Blocks of bytes by name; a block is read once, and its text leaves the document.
  function createBytes(name) {
    const opened = new Map();
    return (block) => {
      if (!opened.has(block)) {
        const element = document.getElementById(name + "-" + block);
        if (!element) return Promise.reject(new Error("the page lacks its block " + block));
        opened.set(block, GT.unpack(element.textContent));
        element.textContent = "";
      }
      return opened.get(block);
    };
  }

  const read = new Map(); // by name: opened once

  function readData(name) {
    if (read.has(name)) return read.get(name);
    const script = document.getElementById(name + "-data");
    if (!script) throw new Error("the page carries no data");
    const data = openTexts(JSON.parse(script.textContent || ""));
    read.set(name, data);
    return data;
  }

  // Texts travel language by language, see geo/page/texts.py.
  function openTexts({ texts, keys, ...data }) {
    const whole = [];
    Object.assign(data, { words: {}, calendar: {} });
    for (const [lang, [told, words, calendar]] of Object.entries(texts)) {
      told.forEach((text, at) => {
        whole[at] = whole[at] || {};
        if (text !== null) whole[at][lang] = text;
      });
      const own = (data.words[lang] = {});
      keys.forEach((key, at) => { if (words[at] !== null) own[key] = words[at]; });
      data.calendar[lang] = calendar;
    }
    const open = (value) => {
      if (typeof value.$ === "number") return whole[value.$]; // a flag may be called $
      if (Array.isArray(value) && typeof value[0] === "number") return value;
      for (const key in value) if (value[key] && typeof value[key] === "object") value[key] = open(value[key]);
      return value;
    };
    return open(data);
  }

  // What the document's own list says of a source is not sent twice.
  function readListed(source) {
    const row = "title" in source ? null : document.getElementById("source-" + source.n);
    if (!row) return;
    const publisher = row.querySelector(".by");
    const title = /** @type {Element} */ (row.firstElementChild);
    Object.assign(source, { title: title.textContent, url: title.getAttribute("href") || "", publisher: publisher ? publisher.textContent : "" });
  }

  let picture = null; // as the document had it, once the map takes it apart

  function showProblem(error) {
    const root = document.documentElement;
    if (root.dataset.ready || !partOf("page")) return;
    root.classList.remove("opening", "live");
    root.classList.add("failed");
    const problem = partOf("problem");
    const still = partOf("still");
    if (still && picture) still.replaceChildren(picture);
    if (problem) problem.hidden = false;
    window.console.warn("geo: " + (error && error.message));
  }

  // Another figure of the same places.
  /** @param {View} view */
  function createChoice(view) {
    view.choose = async (number = 0) => {
      const series = view.scene.series[number];
      if (!series) return;
      await series.load();
      await series.loadValues();
      view.set({ series: number });
    };
  }

  async function startPage(map) {
    const root = partOf("page");
    const svg = document.getElementById("still");
    if (!root || !svg) throw new Error("the page lacks its drawing");
    const name = root.dataset.layer || "";
    const bytes = createBytes(name);
    const data = readData(name);
    await GT.pause();
    const scene = GT.readScene(data, bytes);
    const view = GT.createView(scene, root, name, 1);
    view.svg = svg;
    createChoice(view);
    GT.readEmbed(view);
    Object.assign(view.state, GT.readHash(view));
    if (!view.isDated && view.data.stops.length) view.state.date = view.stops[view.stop()];
    await scene.series[view.state.series].load();
    await GT.pause();
    const drawing = /** @type {Element} */ (svg.cloneNode(true)); // of pixels the reader sees it until the map stands there
    drawing.removeAttribute("id");
    picture = drawing;
    svg.replaceWith(...(data.drawing.kind === "pixels" ? [drawing] : []));
    document.documentElement.classList.replace("opening", "live");
    const mapView = GT.createMap(view, map, svg, bytes);
    await mapView.place();
    drawing.remove();
    root.dataset.drawn = "true";
    data.sources.forEach(readListed);
    await GT.nextPicture(); // the map is seen before the rest is made, which stands there in the document's words
    GT.createHeading(view);
    GT.createCaption(view);
    GT.createTexts(view);
    await GT.pause();
    const timeline = GT.createTimeline(view);
    GT.createCurve(view, timeline);
    await GT.pause();
    GT.createLegend(view);
    const values = view.series().loadValues();
    if (view.scene.places.length <= 200) await values;
    await GT.pause();
    const table = await GT.createTable(view, mapView);
    await GT.pause();
    GT.createCard(view, table, mapView.pane.marks);
    GT.createPanel(view, mapView);
    view.svg = drawing;
    await GT.pause();
    GT.createTwin(view, mapView, bytes);
    GT.createAbout(view);
    GT.createGuide(view, mapView);
    GT.createEmbed(view, mapView);
    await values;
    await GT.pause();
    await view.refresh();
    GT.followHash(view, timeline.isPlaying);
    document.documentElement.dataset.ready = "true";
    return view;
  }

  // The map in the plane of the page's data.
  function makeMap(id, options) {
    const { layer = "" } = /** @type {HTMLElement} */ (partOf("page")).dataset;
    const { plane, drawing } = readData(layer);
    const make = () => window.L.map(id, Object.assign({ maxZoom: drawing.deepest }, options, { crs: GT.makeCrs(plane) }));
    return GT.receiveGuests ? GT.receiveGuests(make) : make();
  }

  const start = (map) => startPage(map).catch(showProblem);

  // Whatever stops the scripts before they are ready must not leave the reader before a blank page.
  window.addEventListener("error", (event) => { if (event.error) showProblem(event.error); }); // a notice of layout has none
  window.addEventListener("load", () => {
    if (!GT.createView) showProblem(new Error("the map did not start"));
  });

  Object.assign(GT, { createBytes, createChoice, makeMap, readData, start });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
