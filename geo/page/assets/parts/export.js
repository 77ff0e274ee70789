// What is on screen, to keep: the table of the date or of all dates as CSV, its places as GeoJSON, its map as SVG or PNG.
(function (GT) {
  "use strict";

  const LONGEST = 60; // letters of a file's name before its date

  const ids = (view, numbers) => (numbers || []).map((n) => (view.data.sources.find((source) => source.n === n) || {}).id || n).join(" ");

  // A place at a moment, as a row of columns; a value that nobody gave is an empty cell.
  /** @param {View} view */
  function makeRow(view, place, moment) {
    const detail = view.detail(place.index, moment);
    const style = view.style(place.index, moment);
    const time = moment && moment !== view.count() ? view.data.times[moment - 1] : view.isDated ? view.state.date : view.data.times[view.stop()];
    const base = { place: place.id, name: view.name_of(place.index), [view.isDated ? "date" : "time"]: time };
    if (view.isDated) {
      const part = detail.part || {};
      return Object.assign(base, {
        state: view.stateOf(place.index, moment), part_km2: part.km2, part_km2_to: part.km2To, part_share: part.share, part_by: part.by, start: detail.start, end: detail.end,
        reported_km2: detail.reported, measured_km2: place.measured, sources: ids(view, detail.sources),
      });
    }
    const value = view.value(place.index, moment);
    const isClass = style.kind === "class";
    return Object.assign(base, {
      value: value !== null ? value : style.kind === "category" ? style.key : null, unit: view.pick(view.series().data.unit),
      class: isClass ? view.pick(style.words) : "", flag: detail.flag, sources: ids(view, detail.sources),
    });
  }

  function* listRows(view, moments) {
    for (const place of view.scene.places) {
      for (const moment of moments) {
        if (view.style(place.index, moment).kind !== "absent") yield makeRow(view, place, moment); // else it is not there
      }
    }
  }

  /** @param {View} view */
  function writeCsv(view, moments) {
    const rows = listRows(view, moments);
    const first = rows.next().value || {};
    function* cells() {
      yield Object.values(first);
      for (const row of rows) yield Object.values(row);
    }
    return GT.csvFile(Object.keys(first), cells());
  }

  // ---- land in degrees

  function ringArea(ring) {
    let twice = 0;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) twice += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
    return twice / 2;
  }

  function contains(ring, [x, y]) {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i];
      const [bx, by] = ring[j];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  }

  // Rings sorted into polygons by nesting: a ring within an odd number of others is a hole of the innermost.
  function groupRings(rings) {
    const sorted = rings.filter((ring) => ring.length > 2).sort((a, b) => Math.abs(ringArea(b)) - Math.abs(ringArea(a)));
    /** @type {{ring: number[][], holes: number[][][]}[]} */
    const shells = [];
    for (const ring of sorted) {
      const around = shells.filter((shell) => contains(shell.ring, ring[0]));
      const holes = around.reduce((count, shell) => count + shell.holes.filter((hole) => contains(hole, ring[0])).length, 0);
      if ((around.length + holes) % 2 === 0) shells.push({ ring, holes: [] });
      else around[around.length - 1].holes.push(ring);
    }
    return shells;
  }

  // GeoJSON wants shells counter-clockwise, holes clockwise, rings closed.
  function toGeometry(rings, map) {
    const toDegrees = ([x, y]) => {
      const { lng, lat } = map.unproject(window.L.point(x * 256, y * 256), 0);
      return [Math.round(lng * 1e5) / 1e5, Math.round(lat * 1e5) / 1e5];
    };
    const turn = (ring, isShell) => {
      const degrees = ring.map(toDegrees);
      if (ringArea(degrees) > 0 !== isShell) degrees.reverse();
      return [...degrees, degrees[0]];
    };
    const polygons = groupRings(rings).map(({ ring, holes }) => [turn(ring, true), ...holes.map((hole) => turn(hole, false))]);
    return polygons.length === 1 ? { type: "Polygon", coordinates: polygons[0] } : { type: "MultiPolygon", coordinates: polygons };
  }

  /** @param {View} view */
  function writeGeoJson(view, map, ground) {
    const moment = view.count();
    const features = Array.from(listRows(view, [moment])).flatMap((row) => {
      const rings = ground.ringsOf(view.rowOf(row.place), moment);
      return rings.length ? [{ type: "Feature", id: row.place, properties: row, geometry: toGeometry(rings, map) }] : [];
    });
    const { data } = view;
    return JSON.stringify({ type: "FeatureCollection", credit: view.pick(data.credit), note: view.pick(data.boundaryNote), features });
  }

  // ---- files

  /** @param {View} view */
  function nameFile(view, time) {
    const words = (view.data.name && !/\s/.test(view.data.name) ? view.data.name : GT.fold(view.pick(view.data.title))).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    let name = words.shift() || "map";
    for (const word of words) {
      if (name.length + word.length >= LONGEST) break;
      name += "-" + word;
    }
    return name + "-" + time.replace(/[^\w-]+/g, "_");
  }

  // `kind` is csv, all, geojson, svg or png.
  /** @param {View} view */
  async function download(view, map, pane, legend, kind) {
    const { times } = view.data;
    const now = view.isDated ? view.state.date : times[view.stop()];
    if (!view.isDated) await view.series().loadValues();
    if (kind === "csv") return GT.saveFile(writeCsv(view, [view.count()]), nameFile(view, now) + ".csv");
    if (kind === "all") {
      const moments = view.stops.map((stop, at) => at + 1);
      return GT.saveFile(writeCsv(view, moments), nameFile(view, times[0] + (times.length > 1 ? "_" + times[times.length - 1] : "")) + ".csv");
    }
    if (kind === "geojson") {
      return GT.saveFile(new Blob([writeGeoJson(view, map, pane.ground)], { type: "application/geo+json" }), nameFile(view, now) + ".geojson");
    }
    if (kind === "svg") await pane.ground.whenSharp();
    return GT.saveFile(await GT.pictureFile(GT.drawPicture(view, map, pane, legend), kind), nameFile(view, now) + "." + kind);
  }

  /** @param {View} view */
  function createDownloads(view, map, pane, legend, buttons) {
    for (const button of buttons) {
      button.addEventListener("click", () => download(view, map, pane, legend, button.dataset.download)
        .catch(() => view.announce(view.say("share.no_download"))));
    }
  }

  Object.assign(GT, { createDownloads });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
