// Where a day stands on the track: stops at equal steps ("event") or by true time ("time").
(function (GT) {
  "use strict";

  const LONG = 8; // times the usual gap between stops: then a gap is told in words
  const [BREAKS, BREAK] = [3, 0.18]; // long gaps that are told, and how much of the track has room for the words of one
  const YEAR = 34; // px that a year has to itself
  const TICK = 4; // px between ticks that can be told apart
  const YEAR_STEPS = [1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 500, 1000];

  // Events before the first stop or after the last widen the track, so that none is drawn where it was not.
  function listKnots({ stops, events, data }, spacing, gaps) {
    const dates = events.map((event) => event.date).concat(data.open).filter(GT.isIso).sort();
    const first = stops[0];
    const last = stops[stops.length - 1];
    const knots = stops.map((iso, index) => ({ day: GT.dayNumber(iso), step: index }));
    if (dates.length && dates[0] < first) knots.unshift({ day: GT.dayNumber(dates[0]), step: -0.6 });
    const end = dates[dates.length - 1];
    if (end > last) knots.push({ day: GT.dayNumber(end), step: stops.length - 1 + 0.6 });
    if (spacing === "event") openBreaks(knots, gaps);
    const measure = spacing === "time" ? "day" : "step";
    const from = knots[0][measure];
    const span = knots[knots.length - 1][measure] - from;
    for (const knot of knots) knot.at = span ? (knot[measure] - from) / span : 0.5;
    return knots;
  }

  // The longest gaps between stops, if they are far longer than the usual one: days by the stop after.
  function findGaps(stops) {
    const days = stops.map((iso, at) => (at ? GT.dayNumber(iso) - GT.dayNumber(stops[at - 1]) : 0));
    const usual = days.slice(1).sort((a, b) => a - b)[(days.length - 1) >> 1];
    const long = days.map((many, at) => at).filter((at) => at && days[at] > LONG * usual);
    return new Map(long.sort((a, b) => days[b] - days[a]).slice(0, BREAKS).map((at) => [at, days[at]]));
  }

  // Equal steps, but for long gaps, whose words need room.
  function openBreaks(knots, gaps) {
    if (!gaps.size) return;
    const more = Math.max(0, (BREAK * (knots.length - 1) - 1) / (1 - gaps.size * BREAK));
    let moved = 0;
    for (const knot of knots) {
      if (gaps.has(knot.step)) moved += more;
      knot.step += moved;
    }
  }

  // How long a gap is, in the largest unit of which it has two.
  function tellGap(view, days) {
    const [unit, n] = days >= 700 ? ["years", days / 365.2425] : days >= 59 ? ["months", days / 30.44] : ["days", days];
    return view.say("gap." + unit, { n: Math.round(n) });
  }

  // After a step over a long gap: how much later it is.
  function tellLater(view, from) {
    const days = view.count() === from + 1 && findGaps(view.stops).get(from);
    return days ? view.say("ui.later", { gap: tellGap(view, days) }) : "";
  }

  const nameMonth = (view, iso) => view.data.calendar[view.state.lang].short[+iso.slice(5, 7) - 1];

  function isWithinYear(stops) {
    return stops[0].slice(0, 4) === stops[stops.length - 1].slice(0, 4);
  }

  // What an end of the track is called in short: its year, or within one year its month.
  function nameEnd(view, iso) {
    const { stops } = view;
    return isWithinYear(stops) && stops.length > 1 ? nameMonth(view, iso) + " " + +iso.slice(0, 4) : String(+iso.slice(0, 4));
  }

  /** @param {View} view */
  function createAxis(view, spacing) {
    const { stops } = view;
    const isWorded = view.data.times.some((time, index) => time !== stops[index]);
    const gaps = findGaps(stops);
    const knots = listKnots(view, spacing, gaps);

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

    // Where ticks stand: all of them, or if they would merge the first of each month, year, decade, century.
    function ticks(width) {
      const firsts = (length) => places.filter((place, index) => !index || stops[index].slice(0, length) !== stops[index - 1].slice(0, length));
      const lists = [10, 7, 4, 3, 2].map(firsts);
      const wanted = lists.find((list) => list.length * (TICK + 1) <= width) || lists[4];
      return wanted.filter((place, index) => !index || (place - wanted[index - 1]) * width >= TICK);
    }

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
      // A year stands where it begins, not under a stop late in it.
      const isTrue = isWorded || spacing === "event" || firsts.every(({ text, at: place }) => (place - at(text.padStart(4, "0") + "-01-01")) * width < YEAR / 2);
      return isRoomy(worded, Math.max(gap, longest)) ? worded : isTrue && isRoomy(firsts, gap) ? firsts : null;
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
          wanted.push({ text: index ? nameMonth(view, month) : nameEnd(view, month), at: index && spacing === "time" ? at(month + "-01") : places[index] });
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
      return setRows(wanted, width, spacing === "time" ? gap : YEAR);
    }

    // A label that has no room beside the one before it stands in a second row, under a year that begins there.
    function setRows(wanted, width, gap) {
      /** @type {{text: string, at: number}[][]} */
      const rows = spacing === "time" || isWithinYear(stops) ? [[]] : [[], []];
      for (const label of wanted) {
        const isRoomy = (row) => !row.length || (label.at - row[row.length - 1].at) * width >= gap;
        const row = rows.find(isRoomy);
        if (row) row.push(Object.assign(label, { isLow: row !== rows[0] }));
      }
      return rows.flat();
    }

    const breaks = () => (spacing === "time" ? [] : Array.from(gaps, ([index, days]) => ({ at: (places[index - 1] + places[index]) / 2, text: tellGap(view, days) })));
    return { at, breaks, labels, nearest, places, ticks };
  }

  Object.assign(GT, { createAxis, nameEnd, tellLater });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
