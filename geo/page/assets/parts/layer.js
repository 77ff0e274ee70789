// A scene on anyone's Leaflet map: a layer of pixels with its own slider, legend and table.
(function (GT, L) {
  "use strict";
  if (!L) return;

  // The document's first range input is #time, the next layer's #time-2; so with all ids of a layer.
  function takeNumber(shell) {
    let number = 1;
    while (document.getElementById(number === 1 ? "time" : "time-" + number)) number++;
    if (number === 1) return number;
    for (const attribute of ["id", "for", "aria-controls", "aria-describedby"]) {
      for (const element of shell.querySelectorAll("[" + attribute + "]")) element.setAttribute(attribute, element.getAttribute(attribute) + "-" + number);
    }
    return number;
  }

  // One stack of bars per map, at its foot, and one of legends; Leaflet's own lower corners move up to make room.
  function boxesOf(map) {
    if (map._geoBoxes) return map._geoBoxes;
    const box = map.getContainer();
    const [bars, legends] = ["geo-bars", "geo-legends"].map((name) => box.appendChild(GT.make("div", { class: name })));
    for (const element of [bars, legends]) {
      L.DomEvent.disableClickPropagation(element);
      L.DomEvent.disableScrollPropagation(element);
    }
    GT.leaveScrolling(map);
    const measure = () => box.style.setProperty("--geo-bars", bars.offsetHeight + "px");
    if (window.ResizeObserver) new ResizeObserver(measure).observe(bars);
    return (map._geoBoxes = { bars, legends, measure });
  }

  // The document is ready once every layer that was made has been drawn.
  const busy = new Set();

  function done(layer) {
    busy.delete(layer);
    if (!busy.size) document.documentElement.dataset.ready = "true";
  }

  const TimeLayer = L.Layer.extend({
    initialize(name) {
      this._name = name;
      setTimeout(() => done(null)); // a document whose layers are all hidden is ready as it is
    },

    onAdd(map) {
      this._build(map);
      const { bars, legends, measure } = boxesOf(map);
      bars.append(this._bar);
      legends.append(this._side);
      measure();
      this._ground.add();
      if (!this._loaded) busy.add(this);
      this._loaded = this._loaded || this._load(map).catch((error) => this._fail(error));
    },

    onRemove() {
      this._bar.remove();
      this._side.remove();
      this._ground.remove();
      if (this._tip) this._tip.hide();
    },

    _build(map) {
      if (this._view) return;
      const template = /** @type {HTMLTemplateElement} */ (document.getElementById(this._name + "-shell"));
      const shell = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
      const number = takeNumber(shell);
      [this._bar, this._side] = shell.querySelectorAll(".geo-box");
      this._bytes = GT.createBytes(this._name);
      const scene = GT.readScene(GT.readData(this._name), this._bytes);
      const root = { querySelector: (selector) => this._bar.querySelector(selector) || this._side.querySelector(selector),
        querySelectorAll: (selector) => [...this._bar.querySelectorAll(selector), ...this._side.querySelectorAll(selector)],
        appendChild: (element) => document.body.appendChild(element) };
      this._view = GT.createView(scene, root, this._name, number);
      this._ground = GT.createPixels(this._view, map, this._bytes);
      if (map.getContainer().clientWidth <= 640) for (const fold of this._side.querySelectorAll("details")) fold.open = false;
      if (!document.documentElement.lang) document.documentElement.lang = scene.data.lang;
      for (const box of scene.data.rtl.includes(scene.data.lang) ? [this._bar, this._side] : []) box.dir = "rtl";
      if (!document.title) document.title = this._view.pick(scene.data.title);
    },

    async _load(map) {
      const view = this._view;
      const ground = this._ground;
      GT.createChoice(view);
      if (view.order === 1) Object.assign(view.state, GT.readHash(view));
      await view.series().load();
      const show = () => ground.show(view.landCodes(), view.state.series, view.count());
      show();
      await ground.layer.whenReady();
      this._bar.dataset.drawn = "true";
      await GT.nextPicture(); // the map is seen before its table is made
      await view.series().loadValues();
      view.openCard = (row) => view.set({ place: view.scene.places[row].id });
      GT.createHeading(view);
      const timeline = GT.createTimeline(view);
      GT.createCurve(view, timeline);
      GT.createLegend(view, view.pick(view.data.title));
      const focus = (kind) => (row) => ground.focus(row === null ? [] : [row], kind);
      await GT.createTable(view, { focus: focus("focus") });
      this._tip = GT.createTip(view, map, ground, null, (rows) => view.openCard(rows[0]));
      GT.createDownloads(view, map, { ground, sheets: [], seen: null }, this._side, this._side.querySelectorAll("[data-download]"));
      view.on((changed) => {
        if (changed.date || changed.series || changed.only || changed.pointed) show();
        if (!changed.place && !(changed.date && view.data.grouped)) return;
        const place = view.place(view.state.place);
        focus("selected")(place ? place.index : null);
        if (place && changed.place && !changed.first) view.announce(view.name_of(place.index) + ": " + view.says(place.index));
      });
      view.onScheme(ground.tint);
      await view.refresh();
      if (view.order === 1) GT.followHash(view, timeline.isPlaying);
      this._bar.dataset.complete = "true";
      done(this);
    },

    _fail(error) {
      GT.setText(this._view.ui("summary"), this._view.say("series.problem"));
      this._bar.classList.add("geo-broken");
      done(this);
      throw error;
    },
  });

  Object.assign(GT, { TimeLayer });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}), window.L);
