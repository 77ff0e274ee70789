// The words around the map: title, first sentence, the large date and typing it, events, notes and texts by language.
(function (GT) {
  "use strict";

  const NAMED = 6; // how many places the live line names before it counts
  const CITED = 4; // sources that the sentence cites; of more the table's rows say which is whose

  // The date, its sentence and what changed with it; the same on a page and on a layer.
  /** @param {View} view */
  function createHeading(view) {
    const date = view.ui("date").querySelector("time") || view.ui("date");

    function summary() {
      return view.series().data.summaries[view.count()] || { text: {}, sources: [] };
    }

    // Who went where between two moments, in words: what the live line says after the sentence.
    function describeChange(from, to) {
      if (to === from + 1) return [view.series(), ...(view.data.arrangement === "beside" ? view.scene.series.slice(1) : [])].map(tellStop).filter(Boolean).join(" ");
      if (from === to || view.series().data.numeric || view.scene.places.length > 2000) return "";
      const groups = new Map();
      const [before, now] = [view.codes(from), view.codes(to)];
      for (const { index } of view.scene.places) {
        const code = now[index + 1];
        if (code === before[index + 1] || !code) continue;
        if (!groups.has(code)) groups.set(code, []);
        groups.get(code).push(index);
      }
      return Array.from(groups, ([code, rows]) => {
        const names = rows.slice(0, NAMED).map((row) => view.name_of(row));
        if (rows.length > NAMED) names.push(view.say("status.more", { n: rows.length - NAMED }));
        return view.say("status.changed", { places: names.join(", "), state: view.pick(view.series().data.styles[code].words) });
      }).join(" ");
    }

    // What a stop's captions say; where a second account stands beside the first, under its own name.
    function tellStop(series, at) {
      const said = (series.data.captions[view.count()] || []).map(({ text }) => view.pick(text)).join(". ");
      return at && said ? view.pick(series.data.names) + ": " + said : said;
    }

    // What a date by itself brought: on a stop its change, between stops nothing.
    const lately = () => (view.isStop() ? Math.max(0, view.count() - 1) : view.count());

    function showSentence(text, from, later = "") {
      const { text: said, sources } = summary();
      const sentence = view.ui("summary");
      // Between stops it is the sentence of the stop before, which holds on this day too.
      const told = view.isDated && view.count() ? view.pick(said).replace(view.stopLabel(view.stop()), view.dateLabel()) : view.pick(said);
      sentence.replaceChildren(told, " ", ...(sources.length <= CITED ? GT.cite(view, sources) : []));
      GT.setText(view.ui("changes"), text || [later && later + ".", describeChange(from, view.count())].filter(Boolean).join(" "));
    }

    view.announce = (text) => showSentence(text, lately());

    GT.createDateForm(view, view.isDated ? {
      read: (text) => {
        const day = GT.readDate(text, Object.values(view.data.calendar));
        return day ? { date: day } : { problem: view.say("ui.date_wrong") };
      },
      write: () => view.state.date,
      hint: () => view.say("ui.date_hint"),
    } : readsStops(view));

    view.on((changed, before, cause) => {
      if (!(changed.date || changed.lang || changed.series)) return;
      date.dateTime = view.state.date;
      GT.setText(date, view.dateLabel());
      const isStep = cause !== "start" && changed.date;
      const from = isStep ? view.moment(before.date) : lately();
      showSentence("", from, isStep ? GT.tellLater(view, from) : "");
    });
  }

  // What may be typed lands on the stop that holds then; before the first there is nothing to show.
  /** @param {View} view */
  function readsStops(view) {
    const { stops, times } = view.data;
    return {
      read(text) {
        const date = GT.readDate(text, Object.values(view.data.calendar));
        if (!date) return { problem: view.say("ui.date_wrong") };
        const begins = date >= stops[0] || stops[0].startsWith(text.trim());
        return begins ? { date } : { problem: view.say("ui.before_first", { date: view.stopLabel(0) }) };
      },
      write() {
        const time = times[view.stop()].replace(/-(3[3-6])$/, (all, month) => "-Q" + (month - 32));
        return GT.readDate(time, []) ? time : stops[view.stop()];
      },
      hint: () => view.say("series.date_hint", { first: view.stopLabel(0), last: view.stopLabel(stops.length - 1) }),
    };
  }

  // ---- the page's own: caption, texts, events, sources

  /** @param {View} view */
  function createCaption(view) {
    const caption = view.ui("caption");
    const box = view.ui("caption-box");
    const more = view.ui("caption-more");

    function eventMark(event) {
      return GT.make("span", { class: "caption-event" }, GT.make("span", { class: "mark", "aria-hidden": "true" }),
        GT.make("b", {}, view.edtf(event.when)), " ", view.pick(event.title), " ", GT.cite(view, event.sources));
    }

    function show() {
      const { captions } = view.series().data;
      const date = view.state.date;
      const count = view.count();
      const from = view.stops[count - (view.isStop() ? 2 : 1)] || "";
      const past = view.events.filter((event) => from < event.date && event.date <= date);
      const today = past.filter((event) => event.date === date);
      // what happened on the very day comes first; else the latest event since the stop before comes last
      const parts = today.slice(0, 3).map(eventMark);
      if (!count) {
        if (view.data.stops.length) parts.push(GT.make("span", {}, view.say("ui.before_first", { date: view.stopLabel(0) })));
      } else {
        if (!view.isStop()) parts.push(GT.make("span", { class: "since" }, view.say("ui.since", { date: view.stopLabel(count - 1) })));
        for (const { text, sources } of captions[count] || []) parts.push(GT.make("span", {}, view.pick(text), " ", GT.cite(view, sources)));
      }
      if (!today.length) parts.push(...past.slice(-1).map(eventMark));
      caption.replaceChildren(...parts.flatMap((part) => [part, " "]));
      askMore();
    }

    let asked = 0;
    function askMore() { // once the frame is laid out
      asked = asked || window.requestAnimationFrame(offerMore);
    }

    // Where the caption has a fixed place, what does not fit is one press away.
    function offerMore() {
      asked = 0;
      const open = box.classList.contains("open");
      if (!open) more.hidden = caption.scrollHeight <= caption.clientHeight + 4 && caption.scrollWidth <= caption.clientWidth;
      more.setAttribute("aria-expanded", String(open));
      GT.setText(more, view.say(open ? "ui.caption_less" : "ui.caption_more"));
    }
    more.addEventListener("click", () => {
      box.classList.toggle("open");
      offerMore();
    });
    if (window.ResizeObserver) new ResizeObserver(askMore).observe(caption);
    view.on((changed) => { if (changed.date || changed.lang || changed.series) show(); });
  }

  /** @param {View} view */
  function createTexts(view) {
    const { data } = view;

    function showTexts() {
      const { lang } = view.state;
      const html = document.documentElement;
      const dir = data.rtl.includes(lang) ? "rtl" : "";
      if (html.lang !== lang) html.lang = lang;
      if (html.dir !== dir) html.dir = dir; // set anew, it costs a look at every element
      document.title = view.pick(data.title) || view.dateLabel();
      for (const [part, texts] of [["title", data.title], ["subtitle", data.subtitle], ["boundary-note", data.boundaryNote], ["credit", data.credit], ["projection", data.plane.told]]) {
        GT.setText(view.ui(part), view.pick(texts));
        markLanguage(view.ui(part), texts, lang);
      }
      view.ui("notes").replaceChildren(...data.notes.map((note) => GT.make("p", {}, view.pick(note))));
      for (const [attribute, target] of [["word", ""], ["side", ""], ["wordLabel", "aria-label"], ["wordPlaceholder", "placeholder"]]) {
        const selector = "[data-" + attribute.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase()) + "]";
        for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))) {
          const text = view.say((attribute === "side" ? "report.side." : "") + element.dataset[attribute]);
          if (target) element.setAttribute(target, text);
          else GT.setText(element, text);
        }
      }
      for (const option of view.ui("speed").options) option.text = view.number(Number(option.value), Number(option.value) % 1 ? 1 : 0) + "\u00d7";
      showEvents();
    }

    // A text that the reader's language lacks says which language it is in.
    function markLanguage(element, texts, lang) {
      if (!element) return;
      const own = texts[lang] ? lang : texts.en ? "en" : Object.keys(texts)[0] || lang;
      if (own === lang) element.removeAttribute("lang");
      else element.lang = own;
    }

    function showEvents() {
      const list = view.ui("events");
      if (!list) return;
      list.replaceChildren(...view.events.map((event) => {
        const button = GT.make("button", { type: "button", class: "event-date" }, GT.make("time", { datetime: event.date }, view.edtf(event.when)));
        button.addEventListener("click", () => view.set({ date: event.date }));
        return GT.make("li", {}, button, GT.make("span", { class: "event-title" }, view.pick(event.title)), " ", GT.cite(view, event.sources));
      }));
    }

    for (const link of view.root.querySelectorAll(".source-rows a")) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });

    // The link of a source scrolls and focuses, and leaves the address to the state.
    view.root.addEventListener("click", (event) => {
      const link = event.target instanceof Element && event.target.closest("a.cite");
      const item = link && document.getElementById(link.getAttribute("href").slice(1));
      if (!item) return;
      event.preventDefault();
      item.tabIndex = -1;
      item.scrollIntoView({ block: "center" });
      item.focus({ preventScroll: true });
    });

    view.on((changed) => { if (changed.lang) showTexts(); });
  }

  Object.assign(GT, { createCaption, createHeading, createTexts });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
