// One map's data, what the reader has chosen, and whoever wants to know when that changes.
(function (GT) {
  "use strict";

  const STATES = { b: "before", p: "possible", h: "held", e: "ended", u: "unknown" };

  function check(data) {
    const wrong = (what) => { throw new Error("the embedded data is damaged: " + what); };
    if (!data || data.format !== 1) wrong("format");
    for (const key of ["stops", "captions", "situations", "places", "faces", "events", "sources", "lines", "notes", "overlaps"]) {
      if (!Array.isArray(data[key])) wrong(key);
    }
    for (const key of ["words", "calendar", "dates", "states", "title"]) {
      if (!data[key] || typeof data[key] !== "object") wrong(key);
    }
    if (!data.stops.every(GT.isIso) || !GT.isIso(data.open)) wrong("stops");
    if (data.situations.length !== data.stops.length + 1) wrong("situations");
    for (const { states, paints, parts, totals } of data.situations) {
      if (typeof states !== "string" || states.length !== data.places.length) wrong("states");
      if (typeof paints !== "string" || paints.length !== data.faces.length) wrong("paints");
      if (!parts || !totals || !totals.held) wrong("totals");
    }
    return data;
  }

  // A map on which nothing ever changes has one stop, its opening day; an event counts from its first day.
  function complete(data) {
    const whole = Object.assign({}, data, {
      events: data.events.map((event) => Object.assign({}, event, { when: event.date, date: event.first }))
        .filter((event) => GT.isIso(event.date)),
    });
    if (data.stops.length) return whole;
    return Object.assign(whole, { stops: [data.open], captions: [{}], situations: [data.situations[0], data.situations[0]] });
  }

  function createView(given, root, svg) {
    const data = complete(check(given));
    const words = GT.createWords(data);
    const listeners = [];
    const places = new Map(data.places.map((place, index) => [place.id, Object.assign({ index }, place)]));
    const state = { date: data.open, lang: data.lang, spacing: data.spacing || "event", place: null };

    const view = {
      data, places, root, state, svg, words,
      defaults: Object.assign({}, state),
      ui: (name) => root.querySelector('[data-ui="' + name + '"]'),
      say: (key, values) => words.say(state.lang, key, values),
      number: (value, digits) => words.number(state.lang, value, digits),
      area: (km2) => words.area(state.lang, km2),
      day: (iso) => GT.writeDay(iso, data.calendar[state.lang]),
      edtf: (text) => words.edtf(state.lang, text),
      brief: (text) => words.pick(state.lang, (data.brief || {})[text] || {}) || view.edtf(text),
      pick: (texts) => words.pick(state.lang, texts),
      name: (id) => (places.has(id) ? words.pick(state.lang, places.get(id).names) || id : id),
      word: (stateName) => words.pick(state.lang, data.states[stateName]) || view.say("state." + stateName),
      count: () => GT.countUpTo(data.stops, state.date),
      stop: () => Math.max(0, view.count() - 1),
      situation: () => data.situations[view.count()],
      isStop: () => data.stops[view.stop()] === state.date,
      stateOf: (id, situation) => STATES[(situation || view.situation()).states[places.get(id).index]] || "unknown",
      partOf: (id, situation) => (situation || view.situation()).parts[id] || null,
      // an event is near on the days from the stop before it until the next
      isNear: (event, date) => GT.countUpTo(data.stops, event.date) === GT.countUpTo(data.stops, date),
      on: (listener) => listeners.push(listener),
      set,
    };

    // Listeners hear of one change at a time, with what it was before and why it came.
    function set(patch, cause) {
      const before = Object.assign({}, state);
      const changed = {};
      for (const [key, value] of Object.entries(patch)) {
        if (value !== undefined && state[key] !== value) changed[key] = true;
      }
      if (!Object.keys(changed).length) return false;
      for (const key of Object.keys(changed)) state[key] = patch[key];
      for (const listener of listeners) listener(changed, before, cause || "reader");
      return true;
    }

    view.refresh = () => listeners.forEach((listener) => listener({ date: true, lang: true, place: true, spacing: true, first: true }, Object.assign({}, state), "start"));
    return view;
  }

  // Elements are made, never parsed from text: whatever a package says stays text.
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    return fill(element, attributes, children);
  }

  function draw(tag, attributes, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    return fill(element, attributes, children);
  }

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== "") element.append(child);
    }
    return element;
  }

  function swatch(paint) {
    return draw("svg", { class: "swatch", viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true", focusable: "false" },
      draw("rect", { class: "key", "data-paint": paint, x: 1, y: 1, width: 16, height: 16, rx: 3 }));
  }

  function cite(view, numbers) {
    return (numbers || []).map((n) => make("a", { class: "cite", href: "#source-" + n, "aria-label": view.say("ui.source") + " " + n }, String(n)));
  }

  function setText(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  Object.assign(GT, { cite, createView, draw, make, setText, swatch });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
