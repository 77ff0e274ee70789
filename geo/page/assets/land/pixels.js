// A Leaflet layer for very many areas: their numbers are filled in once per view, a step only looks colours up.
(function (GT, L) {
  "use strict";
  if (!L) return;

  const Renderer = /** @type {any} */ (L.Renderer); // whose own methods Leaflet's types do not tell

  const LIVE = 12; // ms: a view that fills faster than this is filled while it is being dragged

  // Options: levels, coarse to fine, as { zoom, read } with `read` giving a promise of a decoded level;
  // lines, as { inner, outer, focus } colours; opacity of the fills. Fires "areahover" and "areaclick" with { area, latlng, containerPoint };
  // area is -1 off all areas.
  const RasterLayer = Renderer.extend({
    options: { padding: 0, pane: "overlayPane", opacity: 1, lines: { inner: "#a39b8b", outer: "#6b6558", focus: "#1f5f8b" } },

    initialize(options) {
      Renderer.prototype.initialize.call(this, options);
      this._levels = options.levels.map((level) => Object.assign({ decoded: null, pending: null }, level));
      this._codes = new Uint8Array(1);
      this._focus = [];
      this._quick = 0; // ms a picture took without smooth edges
      this._spans = GT.createList();
      this._mixed = GT.createList();
      this.timings = { fill: 0, paint: 0, stroke: 0 };
    },

    // ---- what the caller says

    setStyles(styles, hatches) {
      this._styles = styles;
      this._hatches = hatches;
      this._tiles = null;
      return this._paint(null);
    },

    // One code per area, from place 1 on; place 0 is no area. The array is kept, and must not be changed. Where areas
    // change hands, `owners` says whose each is: between two of one owner there is no border, round nobody's neither.
    show(codes, owners) {
      const before = this._codes;
      this._codes = codes;
      this._paint(before.length === codes.length ? before : null);
      if (this._owners !== owners) {
        this._owners = owners;
        if (this._stroked) this._strokeBorders(...this._stroked);
      }
      return this;
    },

    // Outline some areas as one.
    focus(areas) {
      if (!areas.length && !this._focus.length) return this;
      this._focus = areas;
      if (this._map) this._strokeFocus();
      return this;
    },

    // The area under a point of the map's container, -1 off all areas.
    areaAt(containerPoint) {
      if (!this._numbers || !this._bounds || this._map._animatingZoom) return -1;
      const point = this._map.containerPointToLayerPoint(containerPoint).subtract(this._bounds.min);
      const x = Math.floor(point.x * this._density) * this._samples;
      const y = Math.floor(point.y * this._density) * this._samples;
      const across = this._width * this._samples;
      if (x < 0 || y < 0 || x >= across || y >= this._height * this._samples) return -1;
      return this._numbers[y * across + x] - 1;
    },

    // The rings around some areas as one, as points of the unit square, as fine as they are known; none for empty ones.
    ringsOf(areas) {
      const level = this._finest();
      return level ? GT.joinRings(level, areas).map((ring) => GT.tracePoints(level, ring).map(([x, y]) => [x / level.units, y / level.units])) : [];
    },

    // Once the finest boundaries are there, too.
    whenSharp() {
      return this._read(this._levels[this._levels.length - 1]).then(() => this);
    },

    // The view as one SVG element, in CSS pixels or fitted into a box of another size; null where there is too much for one.
    // `box` has a width and a height, and may have the part of the window that it shows: left, top, width and height in pixels.
    toVectors(box) {
      const level = this._finest();
      if (!level || !this._styles) return null;
      const size = this._bounds.getSize();
      const { width, height } = box || { width: size.x, height: size.y };
      const part = (box && box.part) || [0, 0, size.x, size.y];
      const factor = Math.min(width / part[2], height / part[3]);
      const { scale, left, top } = this._place(level);
      const f = factor / this._density;
      return GT.drawVectors(level, this._codes, this.options.fillOf, this.options.nameOf, GT.countOwners(level, this._owners), this.options.plain, {
        width, height, scale: scale * f, lines: this.options.lines,
        left: left * f + part[0] * factor - (width - part[2] * factor) / 2, top: top * f + part[1] * factor - (height - part[3] * factor) / 2,
      });
    },

    // The view's pixels with their borders, as an address that an image takes.
    toPixels() {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [this._width, this._height];
      const context = GT.brushOf(canvas);
      context.drawImage(this._fill, 0, 0);
      context.drawImage(this._lines, 0, 0);
      return canvas.toDataURL();
    },

    whenReady() {
      return this._read(this._levelFor()).then(() => this);
    },

    // ---- Leaflet's side

    onAdd(map) {
      Renderer.prototype.onAdd.call(this, map);
      map.on("mousemove", this._hover, this).on("mouseout", this._leave, this).on("click", this._click, this);
      map.on("move", this._follow, this);
      window.addEventListener("beforeprint", this._printing = () => this._print());
      window.addEventListener("afterprint", this._printed = () => this._print(true));
      if (window.matchMedia) {
        this._scheme = window.matchMedia("(resolution: " + (window.devicePixelRatio || 1) + "dppx)");
        this._scheme.addEventListener("change", this._densityChanged = () => this._update());
      }
    },

    onRemove() {
      const map = this._map;
      map.off("mousemove", this._hover, this).off("mouseout", this._leave, this).off("click", this._click, this);
      map.off("move", this._follow, this);
      window.removeEventListener("beforeprint", this._printing);
      window.removeEventListener("afterprint", this._printed);
      if (this._scheme) this._scheme.removeEventListener("change", this._densityChanged);
      Renderer.prototype.onRemove.call(this);
    },

    _initContainer() {
      const box = (this._container = L.DomUtil.create("div", "geo-raster"));
      box.style.pointerEvents = "none";
      box.setAttribute("aria-hidden", "true"); // the table says the same in words
      for (const name of ["_fill", "_lines", "_mark"]) {
        this[name] = L.DomUtil.create("canvas", "", box);
        Object.assign(this[name].style, { position: "absolute", left: "0", top: "0" });
      }
      this._fill.style.opacity = this.options.opacity;
    },

    _destroyContainer() {
      cancelAnimationFrame(this._frame);
      L.DomUtil.remove(this._container);
      L.DomEvent.off(this._container);
      for (const name of ["_container", "_fill", "_lines", "_mark", "_numbers", "_coarse", "_fine", "_image", "_pixels", "_stroked"]) delete this[name];
    },

    _update() {
      if (!this._map || (this._map._animatingZoom && this._bounds)) return;
      Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const density = Math.min(window.devicePixelRatio || 1, 3);
      const width = Math.max(1, Math.round(size.x * density));
      const height = Math.max(1, Math.round(size.y * density));
      if (width !== this._width || height !== this._height || !this._pixels) {
        Object.assign(this, { _width: width, _height: height });
        this._numbers = this._coarse = this._fine = null;
        for (const canvas of [this._fill, this._lines, this._mark]) {
          canvas.width = width;
          canvas.height = height;
          canvas.style.width = size.x + "px";
          canvas.style.height = size.y + "px";
        }
        this._image = this._fill.getContext("2d").createImageData(width, height);
        this._pixels = new Int32Array(this._image.data.buffer);
      }
      if (this._density !== density) this._tiles = null;
      this._density = density;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      return this._wasDrawn ? this._draw() : this._drawSlowly();
    },

    _follow() {
      if (this._map._animatingZoom || this._frame || this._quick > LIVE || !this._wasDrawn) return;
      this._frame = requestAnimationFrame(() => {
        this._frame = 0;
        if (!this._map || this._map._animatingZoom) return;
        this._isMoving = true;
        this._update();
        this._isMoving = false;
      });
    },

    // ---- levels of detail

    _levelFor() {
      if (!this._map) return this._levels[0]; // taken off while it was being read
      const wanted = this._map.getZoom() + (this._density > 1.5 ? 1 : 0);
      return this._levels.find((level) => level.zoom >= wanted - 0.5) || this._levels[this._levels.length - 1];
    },

    _decoded() {
      return this._levelFor().decoded || this._finest();
    },

    _finest() {
      return this._levels.map(({ decoded }) => decoded).filter(Boolean).pop() || null;
    },

    _read(level) {
      level.pending = level.pending || level.read().then((decoded) => {
        level.decoded = decoded;
        return this._map ? this._update() : null;
      });
      return level.pending;
    },

    // ---- drawing

    _place(level) {
      const scale = (256 * Math.pow(2, this._zoom) * this._density) / level.units;
      const corner = this._map.getPixelOrigin().add(this._bounds.min);
      return { scale, left: corner.x * this._density, top: corner.y * this._density };
    },

    _draw() {
      Array.from(this._stages());
    },

    // The first picture is drawn while everything else begins: the browser answers between its stages.
    async _drawSlowly() {
      for (const stages = this._stages(); !stages.next().done;) await GT.pause();
    },

    // A drawing that another one overtook ends.
    *_stages() {
      const turn = (this._turn = (this._turn || 0) + 1);
      const isOld = () => turn !== this._turn || !this._map;
      const best = this._levelFor();
      if (!best.decoded) this._read(best);
      const level = this._decoded();
      if (!level) return;
      const start = performance.now();
      const view = Object.assign({ width: this._width, height: this._height }, this._place(level));
      // Smooth edges take four samples a pixel; the first picture, pictures on the move and dense screens do without.
      const n = this._isMoving || !this._wasDrawn || this._density > 1.5 ? 1 : 2;
      this._samples = n;
      if (n === 1) this._numbers = this._coarse = this._coarse || new Int32Array(view.width * view.height);
      else this._numbers = this._fine = this._fine || new Int32Array(4 * view.width * view.height);
      const { seen, filled } = GT.fillAreas(level, {
        numbers: this._numbers, width: n * view.width, height: n * view.height, scale: n * view.scale, left: n * view.left, top: n * view.top,
      });
      this.timings.fill = performance.now() - start;
      yield;
      if (isOld()) return;
      const again = performance.now();
      GT.findSpans(this._numbers, view.width, view.height, n, this._spans, this._mixed);
      this._pixels.fill(0);
      this.timings.fill += performance.now() - again;
      this._paint(null);
      yield;
      if (isOld()) return;
      const isStroked = this._stroked && level === this._stroked[0] && Object.keys(view).every((key) => view[key] === this._stroked[1][key]);
      if (!isStroked) {
        this._stroked = [level, view, filled / Math.max(1, seen) / Math.pow(n * this._density, 2)];
        this._strokeBorders(...this._stroked);
        this._strokeFocus();
      }
      if (n === 1) this._quick = this.timings.fill + this.timings.stroke;
      if (!this._wasDrawn && this._density <= 1.5) requestAnimationFrame(() => setTimeout(() => { if (this._map) this._drawSlowly(); }));
      this._wasDrawn = true;
      this.fire("drawn");
    },

    _paint(before) {
      if (!this._pixels || !this._styles) return this;
      const start = performance.now();
      if (!this._tiles) {
        this._tiles = GT.drawTiles(this._styles, this._hatches, this._density);
        before = null;
      }
      GT.paintSpans(this._pixels, this._width, {
        spans: this._spans, mixed: this._mixed, codes: this._codes, before, tiles: this._tiles,
      });
      this._fill.getContext("2d").putImageData(this._image, 0, 0);
      this.timings.paint = performance.now() - start;
      return this;
    },

    // Borders between areas fade where there is hardly room for the areas between them.
    _strokeBorders(level, view, room) {
      const start = performance.now();
      const context = this._lines.getContext("2d");
      context.clearRect(0, 0, this._width, this._height);
      context.lineJoin = "round";
      const inner = Math.max(0, Math.min(1, (room - 12) / 200));
      const users = GT.countOwners(level, this._owners);
      for (const [colour, alpha, width, wanted] of [
        [this.options.lines.inner, inner, 0.7, (many) => many > 1],
        [this.options.lines.outer, Math.max(inner, 0.35), 0.8, (many) => many === 1],
      ]) {
        if (alpha < 0.05) continue;
        context.globalAlpha = alpha;
        context.lineWidth = width * this._density;
        context.strokeStyle = colour;
        context.beginPath();
        for (let arc = 0; arc < users.length; arc++) {
          if (wanted(users[arc])) traceArc(context, level, arc, view);
        }
        context.stroke();
      }
      this.timings.stroke = performance.now() - start;
    },

    _strokeFocus() {
      if (!this._mark || !this._bounds) return;
      const context = this._mark.getContext("2d");
      context.clearRect(0, 0, this._width, this._height);
      const level = this._decoded();
      this._mark.hidden = !this._focus.length || !level; // an empty canvas costs as much to show as a full one
      if (this._mark.hidden) return;
      const view = Object.assign({ width: this._width, height: this._height }, this._place(level));
      context.lineJoin = "round";
      context.beginPath();
      const edges = new Set(); // what two of them share is no outline
      for (const area of this._focus) {
        for (let u = level.useStarts[area]; u < level.useStarts[area + 1]; u++) {
          if (!edges.delete(level.uses[u])) edges.add(level.uses[u]);
        }
      }
      for (const arc of edges) traceArc(context, level, arc, view);
      for (const [colour, width] of [["#ffffff", 4], [this.options.lines.focus, 2]]) {
        context.strokeStyle = colour;
        context.lineWidth = width * this._density;
        context.stroke();
      }
    },

    // On paper, vectors stand in for the canvases.
    _print(isOver) {
      const drawing = isOver ? null : this.toVectors(this.options.paper);
      const old = this._container.querySelector(".geo-print");
      if (old) old.remove();
      for (const canvas of [this._fill, this._lines]) canvas.hidden = Boolean(drawing);
      if (!drawing) return;
      drawing.style.opacity = this.options.opacity;
      this._container.append(drawing);
    },

    // ---- the pointer

    _hover(event) {
      this._tell("areahover", event);
    },

    _leave() {
      this.fire("areahover", { area: -1 });
    },

    _click(event) {
      this._tell("areaclick", event);
    },

    _tell(kind, { latlng, containerPoint, originalEvent }) {
      const isMouse = !originalEvent || originalEvent.pointerType !== "touch";
      this.fire(kind, { area: this.areaAt(containerPoint), latlng, containerPoint, isMouse });
    },
  });

  function traceArc(context, { arcBoxes, points, starts }, arc, { width, height, scale, left, top }) {
    const b = 4 * arc;
    if (arcBoxes[b] * scale - left > width || arcBoxes[b + 2] * scale - left < 0) return;
    if (arcBoxes[b + 1] * scale - top > height || arcBoxes[b + 3] * scale - top < 0) return;
    let i = 2 * starts[arc];
    context.moveTo(points[i] * scale - left, points[i + 1] * scale - top);
    for (i += 2; i < 2 * starts[arc + 1]; i += 2) context.lineTo(points[i] * scale - left, points[i + 1] * scale - top);
  }

  Object.assign(GT, { RasterLayer });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}), window.L);
