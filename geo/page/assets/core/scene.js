// The one reader of what geo/page/payload.py writes: checked, its blocks of bytes opened when they are asked for.
(function (GT) {
  "use strict";

  // The types of what Python writes, PageData and what it is made of, are those of payload.py.
  /** @typedef {ReturnType<typeof readScene>} Scene */
  /** @typedef {ReturnType<typeof readPlaces>[0]} Place */
  /** One figure: its data, its codes and values once they are opened. @typedef {Scene["series"][0]} Series */

  const FORMAT = 3;

  /** @returns {PageData} */
  function check(data) {
    const wrong = (what) => { throw new Error("the embedded data is damaged: " + what); };
    if (!data || data.format !== FORMAT) wrong("format");
    for (const key of ["stops", "times", "series", "events", "sources", "lines", "notes", "overlaps", "columns"]) {
      if (!Array.isArray(data[key])) wrong(key);
    }
    for (const key of ["words", "calendar", "dates", "title", "places", "drawing"]) {
      if (!data[key] || typeof data[key] !== "object") wrong(key);
    }
    if (!data.stops.every(GT.isIso) || data.times.length !== data.stops.length) wrong("stops");
    if (!data.series.length || !Array.isArray(data.places.ids)) wrong("series");
    for (const series of data.series) {
      if (series.summaries.length > data.stops.length + 1 || !series.styles.length) wrong("series");
    }
    return data;
  }

  /** Places out of their columns. @param {PlacesData} columns */
  function readPlaces({ ids, names, parents, others, kinds, isos, partOf, sub, undrawn, measured, statements, notes }) {
    const [isSub, isUndrawn] = [new Set(sub), new Set(undrawn)];
    const langs = Object.keys(names);
    return ids.map((id, index) => ({
      index, id,
      names: Object.fromEntries(langs.map((lang) => [lang, names[lang][index]])),
      parent: parents[partOf[index]] || null, others: others[index] || [], kind: kinds[index] || "", iso: isos[index] || "",
      part_of: partOf[index] || "", sub: isSub.has(index), drawn: !isUndrawn.has(index),
      measured: measured.length ? measured[index] : null, statements: statements[index] || [], notes: notes[index] || [],
    }));
  }

  // Which group of places each piece of land has, per moment; moments between two changes share one list.
  function readGroups(grouped, moments) {
    const held = [];
    let now = new Int32Array(grouped.length);
    const at = grouped.map(() => 0);
    for (let moment = 0; moment < moments; moment++) {
      let next = now;
      grouped.forEach((list, piece) => {
        if (list[at[piece]] !== moment) return;
        if (next === now) next = now.slice();
        next[piece] = list[at[piece] + 1];
        at[piece] += 2;
      });
      held.push((now = next));
    }
    return held;
  }

  /** `bytes` opens a block by its name. */
  function readScene(given, bytes) {
    const data = check(given);
    const moments = data.stops.length + 1;
    const places = readPlaces(data.places);
    const index = new Map(places.map((place) => [place.id, place.index]));
    const groups = data.grouped ? readGroups(data.grouped, moments) : null;
    const owners = new Map(); // by list of groups, the place whose each piece is: -1 where it is nobody's
    /** @type {number[][]|null} */
    const land = data.over ? places.map(() => []) : null;
    if (land && data.over) data.over.forEach((rows, piece) => rows.forEach((row) => land[row].push(piece)));

    const series = data.series.map((one) => {
      let pending = null;
      let pendingValues = null;
      const made = {
        data: one, ready: false, land: null, rows: null, values: null, detailAt: (row, moment) => 0,
        load: () => (pending = pending || load(made)),
        loadValues: () => (pendingValues = pendingValues || loadValues(made)),
      };
      return made;
    });

    async function load(made) {
      const one = made.data;
      const [painted, rows, details] = await Promise.all([one.land, one.rows, one.detailCodes].map((codes) => codes && bytes(codes.block)));
      made.land = GT.readCells(painted, one.land, data.pieces, moments);
      made.rows = rows ? GT.readCells(rows, one.rows, places.length, moments) : made.land;
      if (details) made.detailAt = GT.readDetails(details, one.detailCodes, moments);
      made.ready = true;
      return made;
    }

    async function loadValues(made) {
      const { values, styles } = made.data;
      if (!values) return made;
      const isGiven = styles.map((style) => style.kind !== "absent" && style.kind !== "missing");
      made.values = await GT.readValues(await bytes(values.block), values, made.rows, places.length, moments, isGiven);
      return made;
    }

    return {
      data, moments, places, index, series,
      ownersAt(moment) {
        const now = groups && groups[moment];
        if (now && !owners.has(now)) owners.set(now, now.map((group) => (data.groups[group].length ? data.groups[group][0] : -1)));
        return now ? owners.get(now) : null;
      },
      // The places over a piece of land, the one that a click means first.
      over(piece, moment) {
        if (groups) return data.groups[groups[moment][piece]];
        return data.over ? data.over[piece] : [piece];
      },
      landOf(row, moment) {
        const pieces = land ? land[row] : [row];
        return groups ? pieces.filter((piece) => data.groups[groups[moment][piece]].includes(row)) : pieces;
      },
    };
  }

  Object.assign(GT, { readScene });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
