// Which places and land a reader sees alone, as entries of the legend name them: codes, and flags as "flag p".
(function (GT) {
  "use strict";

  const PALE = 0.16; // of its colour is left to land that the reader's choice leaves out; the style sheet's too

  /** @typedef {{keepLand(moment: number, number: number): ((at: number) => boolean)|null, keepRows(moment: number): ((at: number) => boolean)|null, keyOf(flag?: string): string, point(key: string): void, read(text: string|null, number?: number): string|null, toggle(key: string): void, has(key: string): boolean}} Filter */

  // `only` is what was pressed, `pointed` what the pointer or the focus is on; the latter is for the map alone.
  /** @param {View} view @returns {Filter} */
  function createFilter(view) {
    let pointed = "";
    /** @param {string|null} only */
    const list = (only) => (only ? only.split(",") : []);
    const keyOf = (flag) => "flag " + flag;

    // A place has the look of its row; of looks that only land has (a part of a place), those with such land.
    function keepRows(moment) {
      const keys = new Set(list(view.state.only));
      if (!keys.size) return null;
      const series = view.series();
      const [rows, land] = [view.codes(moment), view.landCodes(moment)];
      const parts = series.data.styles.map((style, code) => !style.counted && keys.has(String(code)));
      return (row) => keys.has(String(rows[row + 1])) || isFlagged(keys, row, moment, series)
        || (parts.includes(true) && view.scene.landOf(row, moment).some((piece) => parts[land[piece + 1]]));
    }

    function keepLand(moment, number) {
      const keys = new Set(list(pointed || view.state.only));
      if (!keys.size) return null;
      const series = view.scene.series[number];
      const land = view.landCodes(moment, series);
      return (piece) => keys.has(String(land[piece + 1])) || view.scene.over(piece, moment).some((row) => isFlagged(keys, row, moment, series));
    }

    const isFlagged = (keys, row, moment, series) => Object.keys(series.data.flags).length > 0 && keys.has(keyOf(view.detail(row, moment, series).flag));

    // The keys of a text that the series knows, in one order; null for none.
    function read(text, number = view.state.series) {
      const { flags, used } = view.scene.series[number].data;
      const wanted = new Set(list(text));
      return [...used.map(String), ...Object.keys(flags).map(keyOf)].filter((key) => wanted.has(key)).join() || null;
    }

    function toggle(key) {
      const keys = list(view.state.only);
      view.set({ only: read((keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key]).join()) });
    }

    function point(key) {
      if (pointed === key) return;
      pointed = key;
      view.tell({ pointed: true }, view.state);
    }

    return { keepLand, keepRows, keyOf, point, read, toggle, has: (key) => list(view.state.only).includes(key) };
  }

  Object.assign(GT, { PALE, createFilter });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
