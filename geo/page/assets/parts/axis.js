// Where a day stands on the track: stops at equal steps ("event") or by true time ("time").
(function (GT) {
  "use strict";

  const YEAR_STEPS = [1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 500, 1000];

  // Events before the first stop or after the last widen the track, so that none is drawn where it was not.
  function listKnots({ stops, events, data }, spacing) {
    const dates = events.map((event) => event.date).concat(data.open).filter(GT.isIso).sort();
    const first = stops[0];
    const last = stops[stops.length - 1];
    const knots = stops.map((iso, index) => ({ day: GT.dayNumber(iso), step: index }));
    if (dates.length && dates[0] < first) knots.unshift({ day: GT.dayNumber(dates[0]), step: -0.6 });
    const end = dates[dates.length - 1];
    if (end > last) knots.push({ day: GT.dayNumber(end), step: stops.length - 1 + 0.6 });
    const measure = spacing === "time" ? "day" : "step";
    const from = knots[0][measure];
    const span = knots[knots.length - 1][measure] - from;
    for (const knot of knots) knot.at = span ? (knot[measure] - from) / span : 0.5;
    return knots;
  }

  function isWithinYear(stops) {
    return stops[0].slice(0, 4) === stops[stops.length - 1].slice(0, 4);
  }

  // What an end of the track is called in short: its year, or within one year its month.
  function nameEnd(stops, iso) {
    return isWithinYear(stops) && stops.length > 1 ? iso.slice(0, 7) : iso.slice(0, 4).replace(/^0+/, "");
  }

  /** @param {View} view */
  function createAxis(view, spacing) {
    const { stops } = view;
    const isWorded = view.data.times.some((time, index) => time !== stops[index]);
    const knots = listKnots(view, spacing);

    function at(iso) {
      const day = GT.dayNumber(iso);
      if (day <= knots[0].day) return knots[0].at;
      for (let i = 1; i < knots.length; i++) {
        if (day > knots[i].day) continue;
        const share = (day - knots[i - 1].day) / (knots[i].day - knots[i - 1].day);
        return knots[i - 1].at + share * (knots[i].at - knots[i - 1].at);
      }
      return knots[knots.length - 1].at;
    }

    const places = stops.map(at);

    function nearest(fraction) {
      let best = 0;
      places.forEach((place, index) => {
        if (Math.abs(place - fraction) < Math.abs(places[best] - fraction)) best = index;
      });
      return best;
    }

    // Stops under the track, where there is room for all: each in words, or else the first of each year.
    function labelStops(years, width, gap) {
      const firsts = years.map((year, index) => ({ text: String(year), at: places[index] })).filter((label, index) => index === 0 || years[index] !== years[index - 1]);
      const worded = (isWorded ? stops : []).map((iso, index) => ({ text: view.stopLabel(index), at: places[index] }));
      const longest = Math.max(...worded.map(({ text }) => text.length)) * 7 + 12; // px, at 12 px letters
      const isRoomy = (list, room) => list.length >= Math.min(2, stops.length) && list.every((label, index) => index === 0 || (label.at - list[index - 1].at) * width >= room);
      return isRoomy(worded, Math.max(gap, longest)) ? worded : isRoomy(firsts, gap) ? firsts : null;
    }

    // Words written under the track, as many as fit: stops, else round years by true time, else the first stop of each
    // year. Within one year, its months.
    function labels(width, gap) {
      const wanted = [];
      const years = stops.map((iso) => +iso.slice(0, 4));
      const whole = labelStops(years, width, gap);
      if (whole) return whole;
      if (isWithinYear(stops)) {
        const months = stops.map((iso) => iso.slice(0, 7));
        months.forEach((month, index) => {
          if (index && month === months[index - 1]) return;
          wanted.push({ text: month, at: index && spacing === "time" ? at(month + "-01") : places[index] });
        });
      } else if (spacing === "time") {
        const [low, high] = [years[0], years[years.length - 1] + 1];
        const step = YEAR_STEPS.find((size) => ((high - low) / size + 1) * gap < width) || 2000;
        for (let year = Math.ceil(low / step) * step; year <= high; year += step) {
          if (year < 1) continue;
          const iso = String(year).padStart(4, "0") + "-01-01";
          const day = GT.dayNumber(iso);
          if (day >= knots[0].day && day <= knots[knots.length - 1].day) wanted.push({ text: String(year), at: at(iso) });
        }
      } else {
        years.forEach((year, index) => {
          if (index === 0 || year !== years[index - 1]) wanted.push({ text: String(year), at: places[index] });
        });
      }
      const kept = [];
      for (const label of wanted) {
        const previous = kept[kept.length - 1];
        if (!previous || (label.at - previous.at) * width >= gap) kept.push(label);
      }
      return kept;
    }

    return { at, labels, nearest, places };
  }

  Object.assign(GT, { createAxis, nameEnd });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
