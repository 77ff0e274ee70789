// Days are text, "1993-08-23", compared as text; arithmetic counts days and never asks the reader's clock or zone.
(function (GT) {
  "use strict";

  const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

  function pad(number, width) {
    return String(number).padStart(width, "0");
  }

  function toIso(year, month, day) {
    return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2);
  }

  function lengthOf(year, month) {
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    return month === 2 && leap ? 29 : LENGTHS[month - 1];
  }

  function isDay(year, month, day) {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= lengthOf(year, month);
  }

  function isIso(text) {
    const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text || "");
    return found !== null && isDay(+found[1], +found[2], +found[3]);
  }

  // Days since 1 March of year 0, in the Gregorian calendar carried back (as EDTF has it).
  function dayNumber(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    const moved = month <= 2 ? year - 1 : year;
    const turn = (month + 9) % 12;
    return 365 * moved + Math.floor(moved / 4) - Math.floor(moved / 100) + Math.floor(moved / 400)
      + Math.floor((153 * turn + 2) / 5) + day - 1;
  }

  // Monday of an ISO week: week 1 has the fourth of January in it. Null where the year has no such week.
  function findWeek(year, week) {
    const fourth = toIso(year, 1, 4);
    const weekday = (dayNumber(fourth) - dayNumber("2001-01-01") + 7 * 520000) % 7; // 2001 began on a Monday
    const away = 3 - weekday + 7 * (week - 1); // days from the first of January
    const inYear = 365 + (lengthOf(year, 2) === 29 ? 1 : 0);
    if (week < 1 || away + 3 >= inYear) return null; // a week is of the year that has its Thursday
    return away < 0 ? (year > 1 ? [year - 1, 12, 32 + away] : null) : countDays(year, away);
  }

  function countDays(year, days) {
    let month = 1;
    for (; days >= lengthOf(year, month); month++) days -= lengthOf(year, month);
    return [year, month, days + 1];
  }

  function fold(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ı/g, "i").replace(/ə/g, "e");
  }

  // A typed month may be short or in another case of its noun: four letters settle it, or all of a shorter name.
  function findMonth(word, calendars) {
    const wanted = fold(word);
    if (wanted.length < 3) return 0;
    for (const calendar of calendars) {
      const names = calendar.months.map(fold);
      let at = names.indexOf(wanted);
      if (at < 0) {
        const stem = wanted.slice(0, Math.max(3, Math.min(wanted.length, 4)));
        const near = names.filter((name) => name.startsWith(stem));
        if (near.length === 1) at = names.indexOf(near[0]);
      }
      if (at >= 0) return at + 1;
    }
    return 0;
  }

  // What a reader types: 1993, 1993-08, 1993-08-23, 23.08.1993 (day first), 23 August 1993; 1993-Q3 and 1993-W34 are
  // their first days. Null when it is no day.
  function readDate(text, calendars) {
    const typed = text.trim().replace(/\s+/g, " ");
    let found = /^(\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(typed);
    let parts = null;
    if (found) {
      const quarter = !found[3] && +found[2] >= 33 && +found[2] <= 36 ? 3 * (+found[2] - 33) + 1 : 0; // as EDTF writes them
      parts = [+found[1], quarter || +(found[2] || 1), +(found[3] || 1)];
    } else if ((found = /^(\d{4})[- ]?Q([1-4])$/i.exec(typed) || /^Q([1-4])[- ]?(\d{4})$/i.exec(typed))) {
      const [year, quarter] = found[1].length === 4 ? [+found[1], +found[2]] : [+found[2], +found[1]];
      parts = [year, 3 * quarter - 2, 1];
    } else if ((found = /^(\d{4})[- ]?W(\d{1,2})$/i.exec(typed))) {
      parts = findWeek(+found[1], +found[2]);
    } else if ((found = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(typed))) {
      // a slash does not say which number is the month: refuse where both could be
      if (typed.includes("/") && +found[1] <= 12 && +found[2] <= 12 && found[1] !== found[2]) return null;
      parts = +found[2] > 12 ? [+found[3], +found[1], +found[2]] : [+found[3], +found[2], +found[1]];
    } else {
      const words = typed.match(/\p{L}+/gu) || [];
      const numbers = typed.match(/\d+/g) || [];
      const month = words.map((word) => findMonth(word, calendars)).find(Boolean);
      const year = numbers.find((number) => number.length > 2);
      const day = numbers.find((number) => number.length <= 2);
      if (month && year && numbers.length <= 2) parts = [+year, month, +(day || 1)];
    }
    return parts && isDay(...parts) ? toIso(...parts) : null;
  }

  function writeDay(iso, calendar) {
    const [year, month, day] = iso.split("-").map(Number);
    if (!calendar) return iso;
    const parts = { slot: "plain", day, month: calendar.months[month - 1], year: String(year), nth: year };
    return GT.formatMessage(calendar.day, parts, calendar.lang);
  }

  // How many of the sorted stops have come by that day: the number of the situation that holds.
  function countUpTo(stops, iso) {
    let low = 0;
    let high = stops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (stops[middle] <= iso) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  Object.assign(GT, { countUpTo, dayNumber, fold, isIso, readDate, writeDay });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
