// The address bar as the state: #date=1993-08-23&place=fizuli,lachin&lang=az. Where a frame forbids it, memory does.
// Its keys, after "embed" too: date (a day, "earliest", "latest"), place (up to five), lang, spacing ("time", "event"), only (entries of
// the legend), series (a figure), step (of a guided reading), compare (the day or the account on a second map, "off" for none).
(function (GT) {
  "use strict";

  const COMPARED = 5; // places in one chart, at most
  const SETTLED = 700; // ms without a further change: then a date is one that "back" returns to

  /** @param {View} view */
  function readHash(view) {
    /** @type {Partial<State>} */
    const patch = {};
    let text = "";
    try {
      text = window.location.hash.slice(1);
    } catch (error) {
      return patch;
    }
    const fields = new URLSearchParams(text.replace(/^embed&?/, ""));
    const date = fields.get("date");
    const stops = view.stops;
    const day = date === "earliest" ? stops[0] : date === "latest" ? stops[stops.length - 1] : GT.readDate(date || "", []);
    if (day) patch.date = day;
    const step = Number(fields.get("step"));
    if (view.data.steps[step - 1]) Object.assign(patch, { step, date: view.data.steps[step - 1].date });
    const [lang, spacing, place] = ["lang", "spacing", "place"].map((key) => fields.get(key) || "");
    if (view.data.langs.includes(lang)) patch.lang = lang;
    if (["event", "time"].includes(spacing)) patch.spacing = spacing;
    const ids = (view.place(place) ? [place] : place.split(",")).filter(view.place).slice(0, GT.COMPARED);
    if (ids.length) patch.place = ids[0];
    if (ids.length > 1) patch.kept = ids.slice(ids.length === GT.COMPARED ? 1 : 0);
    const series = view.data.series.findIndex((one) => one.id && one.id === fields.get("series"));
    if (view.data.arrangement === "switch" && series >= 0) patch.series = series;
    const other = fields.get("compare") || "";
    const beside = GT.readDate(other, []);
    if (other === "off" || (view.data.arrangement === "beside" && view.data.series.slice(1).some(({ id }) => id === other))) patch.compare = other;
    else if (beside) patch.compare = stops[Math.max(0, view.moment(beside) - 1)];
    patch.only = view.filter.read(fields.get("only"), patch.series);
    return patch;
  }

  /** @param {View} view */
  function writeHash(view) {
    const fields = new URLSearchParams();
    for (const key of ["step", "date", "compare", "only", "lang", "spacing"]) {
      const value = view.state[key];
      if (value && value !== view.defaults[key] && !(key === "date" && view.state.step)) fields.set(key, value);
    }
    if (view.state.place) fields.set("place", view.compared().map((row) => view.scene.places[row].id).join());
    if (view.data.arrangement === "switch" && view.state.series) fields.set("series", view.data.series[view.state.series].id);
    return (view.isEmbedded ? "embed" + (String(fields) && "&") : "") + String(fields).replace(/%2C/g, ",");
  }

  // The address of what is on screen, for copying; a frame without an address of its own has none.
  /** @param {View} view */
  function address(view) {
    const hash = writeHash(view);
    const base = window.location.href.split("#")[0];
    return (base.startsWith("about:") ? "" : base) + (hash ? "#" + hash : "");
  }

  /** @param {View} view */
  function followHash(view, isPlaying) {
    let timer = 0;
    let allowed = true;
    let own = false;

    function write(asStep) {
      if (!allowed) return;
      const hash = writeHash(view);
      if (hash === window.location.hash.slice(1)) return;
      const target = hash ? "#" + hash : window.location.pathname + window.location.search;
      try {
        window.history[asStep ? "pushState" : "replaceState"](null, "", target);
      } catch (error) {
        allowed = false; // srcdoc or sandbox: the state lives on in memory
      }
    }

    function settle() {
      timer = 0;
      if (isPlaying()) timer = window.setTimeout(settle, SETTLED);
      else write(true);
    }

    // Place, language, spacing and comparison change the address at once, without a step of their own.
    view.on((changed, before, cause) => {
      if (cause === "start" || own) return;
      if (changed.date) {
        window.clearTimeout(timer);
        timer = window.setTimeout(settle, SETTLED);
      } else if (!timer) {
        write(false);
      }
    });

    function takeHash() {
      if (/^source-\d+$/.test(window.location.hash.slice(1))) return;
      window.clearTimeout(timer);
      timer = 0;
      const wanted = Object.assign({}, view.defaults, readHash(view));
      const take = () => {
        own = true;
        view.set(wanted, "address");
        own = false;
      };
      if (view.scene.series[wanted.series].ready) take();
      else view.choose(wanted.series).then(take);
    }
    window.addEventListener("hashchange", takeHash);
    window.addEventListener("popstate", takeHash);
  }

  Object.assign(GT, { COMPARED, address, followHash, readHash });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
