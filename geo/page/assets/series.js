// Areas over time on any Leaflet map: the raster layer with its own slider, legend and table.
(function (GT, L) {
  "use strict";
  if (!L) return;

  const BEAT = 700; // ms a stop stays at 1x: a series is watched, its stops have no captions to read

  // The document's first range input is #time, the next layer's #time-2.
  function freeNumber() {
    let number = 1;
    while (document.getElementById(number === 1 ? "time" : "time-" + number)) number++;
    return number;
  }

  function createView(data, root, number) {
    const words = GT.createWords(data);
    const listeners = [];
    const lang = data.lang;
    const state = { date: data.open, lang, spacing: data.spacing, place: null };
    const parts = new Map(Array.from(root.querySelectorAll("[data-ui]"), (element) => [element.dataset.ui, element]));
    const labels = new Map(data.stops.map((iso, index) => [iso, data.labels[index]]));
    const view = {
      data, root, state, order: number,
      beat: BEAT,
      defaults: Object.assign({}, state),
      places: { has: (id) => Boolean(view.rows && view.rows.index.has(id)) },
      ui: (name) => parts.get(name) || null, // wherever it stands by now
      say: (key, values) => words.say(lang, key, values),
      pick: (texts) => words.pick(lang, texts),
      edtf: (text) => words.edtf(lang, text),
      day: (iso) => labels.get(iso) || GT.writeDay(iso, data.calendar[lang]),
      figure,
      number: (value, digits) => words.number(lang, value, digits),
      count: () => GT.countUpTo(data.stops, state.date),
      stop: () => Math.max(0, view.count() - 1),
      isStop: () => data.stops[view.stop()] === state.date,
      announce: (text) => GT.setText(view.ui("status"), text || view.summary()),
      on: (listener) => listeners.push(listener),
      set(given, cause) {
        const patch = Object.assign({}, given);
        if (GT.isIso(patch.date)) patch.date = data.stops[Math.max(0, GT.countUpTo(data.stops, patch.date) - 1)]; // what holds then
        const before = Object.assign({}, state);
        const changed = {};
        for (const [key, value] of Object.entries(patch)) {
          if (value === undefined || state[key] === value) continue;
          changed[key] = true;
          state[key] = value;
        }
        if (!Object.keys(changed).length) return false;
        for (const listener of listeners) listener(changed, before, cause || "reader");
        return true;
      },
      refresh: () => listeners.forEach((listener) => listener({ date: true, lang: true, place: true, spacing: true, first: true }, Object.assign({}, state), "start")),
    };

    // All numbers of a map with as many decimals as the finest, at most four; rounded ones with their own.
    function figure(value) {
      const { kind, step } = data.values;
      const own = (String(Math.abs(Number(value.toPrecision(10)))).split(".")[1] || "").replace(/e.*/, "").length;
      const decimals = kind === "decimal" ? Math.max(0, Math.round(-Math.log10(step))) : own;
      const space = data.unit === "%" && lang !== "ru" ? "" : "\u00a0"; // as each language writes it
      return words.number(lang, value, Math.min(4, decimals)) + (data.unit ? space + data.unit : "");
    }
    return view;
  }

  // What a row says on the date: its number when one was sent, else its class in words, and its part.
  function wordOf(view, row) {
    const { word } = view.data.styles[view.codes()[row + 1]];
    const value = view.valueAt ? view.valueAt(row, view.stop()) : null;
    const part = view.rows.parts[row] && view.rows.parts[row][view.stop()];
    return value !== null ? view.figure(value) : part ? word + " \u00b7 " + part : word;
  }

  // Rows are the areas themselves, or places of which several may lie over an area and one over several. Where boundaries
  // change, `owners` lists per area the stops at which it changes hands, each with the row whose it is then.
  function readRows({ ids, names, over, parts, counted, owners }, stops, stop) {
    const rows = { ids, names: names || ids, index: new Map(ids.map((id, index) => [id, index])), parts: parts || {}, counted: counted || null };
    if (!over) return Object.assign(rows, { over: (area) => [area], land: (row) => [row] });
    const land = ids.map(() => []);
    over.forEach((list, area) => list.forEach((row) => land[row].push(area)));
    if (!owners) return Object.assign(rows, { over: (area) => over[area], land: (row) => land[row] });
    const held = readOwners(owners, stops);
    return Object.assign(rows, {
      owners: () => held[stop()],
      over: (area) => (held[stop()][area] < 0 ? [] : [held[stop()][area]]),
      land: (row) => land[row].filter((area) => held[stop()][area] === row),
    });
  }

  // Whose each area is, per stop; stops between two changes share one list.
  function readOwners(owners, stops) {
    const held = [];
    let now = new Int32Array(owners.length).fill(-1);
    for (let stop = 0; stop < stops; stop++) {
      const next = now.slice();
      owners.forEach((list, area) => { for (let i = 0; i < list.length; i += 2) if (list[i] === stop) next[area] = list[i + 1]; });
      if (next.some((row, area) => row !== now[area])) now = next;
      held.push(now);
    }
    return held;
  }

  const SeriesLayer = GT.RasterLayer.extend({
    initialize(name) {
      const block = (part) => document.getElementById(name + "_" + part);
      this._blocks = block;
      this._data = JSON.parse(block("data").textContent);
      GT.RasterLayer.prototype.initialize.call(this, {
        lines: this._data.lines,
        opacity: this._data.opacity,
        levels: this._data.levels.map(({ zoom, units }) => ({
          zoom, read: async () => GT.readLevel(await this._bytes("level_" + zoom), zoom, units),
        })),
      });
      this.setStyles(this._data.styles);
      setTimeout(() => done(null)); // a document whose layers are all hidden is ready as it is
    },

    // A block is read once; its text leaves the document, so that it is held only as bytes.
    async _bytes(part) {
      const element = this._blocks(part);
      const bytes = await GT.unpack(element.textContent);
      element.textContent = "";
      return bytes;
    },

    getBounds() {
      const [south, west, north, east] = this._data.bounds;
      return this._map ? GT.boxBounds(this._map, this._data.plane.home) : L.latLngBounds([south, west], [north, east]);
    },

    plane() { return this._data.plane; },

    onAdd(map) {
      this._view = this._view || this._build();
      if (this._data.base && !map._geoBase) map._geoBase = GT.addBase(map, this._data.base);
      GT.barsOf(map).add(this, this._data.fit);
      if (!this._loaded) busy.add(this);
      document.documentElement.lang = document.documentElement.lang || this._data.lang;
      document.title = document.title || this._data.title;
      GT.RasterLayer.prototype.onAdd.call(this, map);
      if (this._data.fit && !this._loaded) GT.barsOf(map).goHome();
      this._loaded = this._loaded || this._load(map).catch((error) => this._fail(error));
    },

    onRemove(map) {
      GT.barsOf(map).remove(this);
      GT.RasterLayer.prototype.onRemove.call(this, map);
    },

    _build() {
      const number = freeNumber();
      const root = GT.makeSeriesBar(this._data, number);
      const view = createView(this._data, root, number);
      view.layer = this;
      this._legend = GT.makeSeriesLegend(view);
      return view;
    },

    async _load(map) {
      const view = this._view;
      const { data } = view;
      const text = new TextDecoder();
      const [cells, rows] = await Promise.all([this._bytes("cells"), this._bytes("rows"), this.whenReady()]);
      view.rows = readRows(JSON.parse(text.decode(rows)), data.stops.length, view.stop);
      const painted = GT.readCells(cells, data.order, data.areas, data.stops.length);
      const table = data.states ? GT.readCells(await this._bytes("states"), data.states, view.rows.ids.length, data.stops.length) : painted;
      view.codesAt = table.at;
      view.codes = () => table.at(view.stop());
      const show = () => this.show(painted.at(view.stop()), view.rows.owners && view.rows.owners());
      show();
      view.on((changed) => { if (changed.date) show(); });
      GT.createSeriesHeading(view);
      view.root.dataset.drawn = "true";
      await nextPicture(); // the map is seen before its table is made
      GT.createSeriesTable(view);
      GT.barsOf(map).addTools(this, GT.makeDownloads(view, map));
      GT.createDateForm(view, readsDates(view));
      const timeline = GT.createTimeline(view);
      createTip(view, map);
      if (view.order === 1) {
        view.set(GT.readHash(view), "start");
        GT.followHash(view, timeline.isPlaying);
      }
      view.refresh();
      await nextPicture();
      done(this);
      if (data.values) {
        const { kind, step } = data.values;
        view.valueAt = GT.readValues(await this._bytes("values"), kind, step, table, view.rows.ids.length, data.stops.length, 1);
        view.refresh();
      }
      view.root.dataset.complete = "true";
    },

    _fail(error) {
      this._view.announce(this._view.say("series.problem"));
      this._view.root.classList.add("geo-broken");
      done(this);
      throw error;
    },
  });

  // What may be typed lands on the stop that holds then; before the first there is nothing to show.
  function readsDates({ data, say, stop }) {
    const { labels, stops, times } = data;
    return {
      read(text) {
        const date = GT.readDate(text, Object.values(data.calendar));
        if (!date) return { problem: say("ui.date_wrong") };
        const begins = date >= stops[0] || stops[0].startsWith(text.trim());
        return begins ? { date } : { problem: say("ui.before_first", { date: labels[0] }) };
      },
      write() {
        const time = times[stop()].replace(/-(3[3-6])$/, (all, month) => "-Q" + (month - 32));
        return GT.readDate(time, []) ? time : stops[stop()];
      },
      hint: () => say("series.date_hint", { first: labels[0], last: labels[labels.length - 1] }),
    };
  }

  // The document is ready once every layer that was made has been drawn.
  const busy = new Set();

  function done(layer) {
    busy.delete(layer);
    if (!busy.size) document.documentElement.dataset.ready = "true";
  }

  function nextPicture() {
    return new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(resolve));
      setTimeout(resolve, 300); // a hidden tab paints nothing
    });
  }

  // The name and value under the pointer; a click marks the area and leads to its row.
  function createTip(view, map) {
    const { layer } = view;
    const tip = GT.make("div", { class: "geo-tip", hidden: true });
    map.getContainer().append(tip);
    let shown = -1;

    function write() {
      tip.replaceChildren(...view.rows.over(shown).flatMap((row) => [GT.make("b", {}, view.rows.names[row]), GT.make("span", {}, wordOf(view, row))]));
    }
    layer.on("areahover areaclick", ({ area: under, containerPoint }) => {
      const area = under >= 0 && view.rows.over(under).length ? under : -1; // land of another time is not there
      tip.hidden = area < 0;
      if (area !== shown) {
        shown = area;
        if (area >= 0) write();
      }
      if (area < 0) return;
      const size = map.getSize();
      const left = Math.min(containerPoint.x + 14, size.x - tip.offsetWidth - 8);
      const above = containerPoint.y - tip.offsetHeight - 10;
      L.DomUtil.setPosition(tip, L.point(Math.max(8, left), above < 8 ? containerPoint.y + 20 : above));
    });
    layer.on("areaclick", ({ area }) => view.set({ place: area < 0 || !view.rows.over(area).length ? null : view.rows.ids[view.rows.over(area)[0]] }));
    layer.on("remove", () => { tip.hidden = true; });
    view.on((changed) => {
      if (changed.date && shown >= 0) {
        write();
        if (!view.rows.over(shown).length) tip.hidden = true;
      }
      if (!changed.place && !(changed.date && view.rows.owners)) return;
      const row = view.state.place === null ? -1 : view.rows.index.get(view.state.place);
      layer.focus(row < 0 ? [] : view.rows.land(row));
      if (row >= 0 && changed.place) view.announce(view.rows.names[row] + ": " + wordOf(view, row));
    });
  }

  Object.assign(GT, { SeriesLayer, wordOf });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}), window.L);
