// One map's scene, what the reader has chosen, and whoever wants to know when that changes.
(function (GT) {
  "use strict";

  const DIGITS = 4; // decimals that a number keeps when it is read; files have them all

  /** @typedef {Closed<ReturnType<typeof createView>>} View */
  /** @typedef {{date: string, lang: string, spacing: string, place: string|null, kept: string[], only: string|null, series: number, step: number, compare: string}} State */

  // `root` holds the parts by data-ui, `name` begins the ids of patterns and variables, `order` counts the layers of a document.
  /** @param {Scene} scene @param {any} root @param {string} name @param {number} order */
  function createView(scene, root, name, order) {
    const { data, places, index } = scene;
    const words = GT.createWords(data);
    const listeners = [];
    const parts = new Map();
    const stops = data.stops.length ? data.stops : [data.open].filter(GT.isIso);
    const rivals = data.arrangement === "beside" ? data.series.slice(1) : [];
    /** @type {State} */
    const state = { compare: rivals.length ? rivals[0].id : "off", date: data.open || stops[0], lang: data.lang, spacing: data.spacing || "time", place: null, kept: [], only: null, series: 0, step: 0 };
    const dark = window.matchMedia("screen and (prefers-color-scheme: dark)");

    const view = {
      scene, data, root, name, order, state, words, stops,
      events: data.events.filter((event) => GT.isIso(event.date)),
      defaults: Object.assign({}, state),
      isDated: data.asks === "states", // a day between stops has an answer of its own words; figures are those of a stop
      ui(part) {
        if (!parts.has(part)) parts.set(part, root.querySelector('[data-ui="' + part + '"]'));
        return parts.get(part);
      },
      say: (key, values) => words.say(state.lang, key, values),
      number: (value, digits) => words.number(state.lang, value, digits),
      area: (km2) => words.area(state.lang, km2),
      day: (iso) => GT.writeDay(iso, data.calendar[state.lang]),
      edtf: (text) => words.edtf(state.lang, text),
      brief: (text) => words.pick(state.lang, data.brief[text] || {}) || view.edtf(text),
      pick: (texts) => words.pick(state.lang, texts),
      rowOf: (id) => index.get(id) ?? -1,
      /** @returns {Place|null} */
      place: (id) => places[view.rowOf(id)] || null,
      // With what it is part of where that is not on the map: Washington, Alabama.
      full_name: (row) => [view.name_of(row), places[row].sub ? "" : view.pick(places[row].parent)].filter(Boolean).join(", "),
      // the place that is chosen, and those that its chart is compared with
      compared: () => [state.place, ...state.kept].filter((id, at, all) => state.place && id && all.indexOf(id) === at).map(view.rowOf),
      name_of: (row) => words.pick(state.lang, places[row].names) || places[row].id,
      // ---- time
      count: () => GT.countUpTo(data.stops, state.date),
      moment: (date) => GT.countUpTo(data.stops, date === undefined ? state.date : date),
      stop: () => Math.max(0, view.count() - 1),
      isStop: () => stops[view.stop()] === state.date,
      stopLabel: (at) => (data.times[at] ? view.edtf(data.times[at]) : view.day(stops[at])),
      dateLabel: (date) => {
        const at = data.stops.indexOf(date === undefined ? state.date : date);
        return at < 0 ? view.day(date === undefined ? state.date : date) : view.stopLabel(at);
      },
      // an event is near on the days from the stop before it until the next
      isNear: (event, date) => view.moment(event.date) === view.moment(date),
      // ---- answers
      series: () => scene.series[state.series],
      codes: (moment, series) => (series || view.series()).rows.at(moment === undefined ? view.count() : moment),
      landCodes: (moment, series) => (series || view.series()).land.at(moment === undefined ? view.count() : moment),
      code: (row, moment, series) => view.codes(moment, series)[row + 1],
      style: (row, moment, series) => (series || view.series()).data.styles[view.code(row, moment, series)],
      // Whether, where the style says how much: a place held in part is held.
      stateOf: (row, moment, series) => view.detail(row, moment, series).state || view.style(row, moment, series).key,
      value: (row, moment, series) => {
        const one = series || view.series();
        return one.values ? one.values(row, moment === undefined ? view.count() : moment) : null;
      },
      detail: (row, moment, series) => {
        const one = series || view.series();
        return one.data.details[one.detailAt(row, moment === undefined ? view.count() : moment)] || {};
      },
      figure,
      says(row, moment, series) {
        const value = view.value(row, moment, series);
        return value === null ? view.pick(view.style(row, moment, series).words) : figure(value, (series || view.series()).data.unit);
      },
      flag(row, moment, series) {
        const one = series || view.series();
        const { flag } = view.detail(row, moment, one);
        return flag ? view.pick(one.data.flags[flag] || {}) || flag : "";
      },
      // ---- looks
      fill: (code, where, series) => {
        const at = series === undefined ? state.series : series;
        const style = data.series[at].styles[code];
        if (!code && style.kind === "absent") return "none";
        return style.pattern ? "url(#" + name + "-" + where + "-" + at + "-" + code + ")" : "var(--" + name + "-" + at + "-" + code + "," + style.fill + ")";
      },
      // Styles as plain colours, for pixels.
      looks: (series) => data.series[series === undefined ? state.series : series].styles.map((style) => (style.kind === "absent" ? {} : {
        fill: (dark.matches && style.dark) || style.fill, mark: style.pattern ? (dark.matches && style.darkMark) || style.mark : "", pattern: style.pattern,
      })),
      onScheme: (listener) => dark.addEventListener("change", listener),
      on: (listener) => listeners.push(listener),
      filter: /** @type {Filter} */ (/** @type {any} */ (null)),
      tell,
      set,
      // ---- what the page's parts give each other, once they are made
      announce: (text = "") => {},
      openCard: (row = 0, rows = [row]) => {},
      choose: async (number = 0) => {},
      isEmbedded: false, playing: false, small: false, svg: root, legendTitle: () => "", recount() {}, rewrite() {},
      /** @type {{ readonly moment: number, readonly number: number, readonly titles: string[], pane: any, says: (row: number) => string } | null} what a second map shows now */
      beside: null,
    };

    // A number for reading, with the decimals it has, at most four.
    function figure(value, texts) {
      const unit = words.pick(state.lang, texts);
      const own = (String(Math.abs(Number(value.toPrecision(10)))).split(".")[1] || "").replace(/e.*/, "").length;
      const space = unit === "%" && state.lang !== "ru" ? "" : "\u00a0"; // as each language writes it
      return words.number(state.lang, value, Math.min(DIGITS, own)) + (unit ? space + unit : "");
    }

    // Listeners hear of one change at a time, with what it was before and why it came.
    function set(given, cause) {
      const patch = Object.assign({}, given);
      if (patch.date !== undefined && !view.isDated && data.stops.length) patch.date = data.stops[Math.max(0, view.moment(patch.date) - 1)];
      if (patch.series !== undefined && patch.series !== state.series && !patch.only) patch.only = null; // another figure has other classes
      const before = Object.assign({}, state);
      const changed = {};
      for (const [key, value] of Object.entries(patch)) {
        if (value === undefined || state[key] === value) continue;
        changed[key] = true;
        state[key] = value;
      }
      if (!Object.keys(changed).length) return false;
      tell(changed, before, cause);
      return true;
    }

    function tell(changed, before, cause) {
      for (const listener of listeners) listener(changed, before, cause || "reader");
    }

    // Part by part, so that the browser answers between them.
    view.refresh = async () => {
      const before = Object.assign({}, state);
      for (const listener of listeners.slice()) {
        listener({ date: true, lang: true, place: true, spacing: true, series: true, only: true, step: true, compare: true, first: true }, before, "start");
        await GT.pause();
      }
    };
    view.filter = GT.createFilter(view);
    return view;
  }

  Object.assign(GT, { createView });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
