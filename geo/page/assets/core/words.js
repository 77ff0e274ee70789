// Texts, numbers and dates in the reader's language; the same words that Python writes into the page.
(function (GT) {
  "use strict";

  function createWords(data) {
    function number(lang, value, digits) {
      const calendar = data.calendar[lang] || { group: ",", decimal: "." };
      const size = Math.abs(value);
      // a half goes to the even neighbour, as in Python, so that page and table say the same
      const even = !digits && size % 1 === 0.5 ? Math.round(size / 2) * 2 : size;
      const [whole, rest] = even.toFixed(digits || 0).split(".");
      const grouped = whole.replace(/\B(?=(\d{3})+$)/g, calendar.group);
      const sign = value < 0 && /[1-9]/.test(whole + (rest || "")) ? "\u2212" : "";
      return sign + grouped + (rest ? calendar.decimal + rest : "");
    }

    function decimals(value) {
      return Math.min(3, (String(value).split(".")[1] || "").length);
    }

    function say(lang, key, values) {
      const own = (data.words[lang] || {})[key];
      const text = own !== undefined ? own : (data.words.en || {})[key];
      if (text === undefined) return key;
      return GT.formatMessage(text, values, own !== undefined ? lang : "en", (value) => number(lang, value, decimals(value)));
    }

    function area(lang, km2) {
      const digits = Math.abs(km2) >= 0.05 && Math.abs(km2) < 9.95 ? 1 : 0;
      return say(lang, "unit.km2", { number: number(lang, km2, digits) });
    }

    // A text kept per language: the reader's own, else English, else whichever there is.
    function pick(lang, texts) {
      if (texts === null || texts === undefined) return "";
      if (typeof texts === "string") return texts;
      return texts[lang] || texts.en || Object.values(texts).find(Boolean) || "";
    }

    function edtf(lang, text) {
      if (!text) return "";
      const known = data.dates[text];
      if (known) return pick(lang, known);
      return GT.isIso(text) ? GT.writeDay(text, data.calendar[lang]) : text;
    }

    return { area, edtf, number, pick, say };
  }

  // For search: accent- and case-blind, and blind to what transliterations disagree on.
  function searchKey(text) {
    return GT.fold(text).replace(/և/g, "եւ").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  Object.assign(GT, { createWords, searchKey });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
