// The words around the map: title, the large date and typing it, the caption, the one live line, events and notes.
(function (GT) {
  "use strict";

  const NAMED = 6; // how many places the live line names before it counts

  function createHeading(view) {
    const status = view.ui("status");

    // ---- the live line

    function listChanges(before, now) {
      const groups = new Map();
      for (const place of view.data.places) {
        const state = view.stateOf(place.id, now);
        if (state === view.stateOf(place.id, before)) continue;
        if (!groups.has(state)) groups.set(state, []);
        groups.get(state).push(view.name(place.id));
      }
      return Array.from(groups, ([state, names]) => {
        const more = names.length - NAMED;
        const shown = more > 0 ? names.slice(0, NAMED).concat(view.say("status.more", { n: more })) : names;
        return view.say("status.changed", { places: shown.join(", "), state: view.word(state) });
      });
    }

    // A part can change where the state does not: the line of 1994, a new figure.
    function listParts(before, now) {
      const names = view.data.places.filter((place) => place.drawn && view.stateOf(place.id, before) === view.stateOf(place.id, now)
        && JSON.stringify(before.parts[place.id]) !== JSON.stringify(now.parts[place.id])).map((place) => view.name(place.id));
      return names.length ? [view.say("status.parts", { places: names.join(", ") })] : [];
    }

    // Where a second account stands beside the first, its changes are told too, under its own name.
    function listTwins(from, count) {
      return (view.data.compare || []).slice(1).flatMap(({ title, situations }) => {
        const changes = listChanges(situations[from], situations[count]);
        return changes.length ? [view.say("status.twin", { side: title, changes: changes.join(" ") })] : [];
      });
    }

    function describeChange(from) {
      const situations = view.data.situations;
      const count = view.count();
      const changes = [
        ...listChanges(situations[from], situations[count]),
        ...listParts(situations[from], situations[count]),
        ...listTwins(from, count),
      ];
      const held = situations[count].totals.held;
      return [
        view.say("status.date", { date: view.day(view.state.date) }),
        ...(changes.length ? changes : [view.say("status.none")]),
        view.say("status.total", { state: view.word("held"), n: held.count, area: view.area(held.km2 || 0) }),
      ].join(" ");
    }

    // What a date by itself brought: on a stop its change, between stops nothing.
    function lately() {
      return view.isStop() ? Math.max(0, view.count() - 1) : view.count();
    }

    view.announce = (text) => GT.setText(status, text || describeChange(lately()));

    // ---- date and caption

    function showDate() {
      const time = view.ui("date").querySelector("time");
      time.dateTime = view.state.date;
      GT.setText(time, view.day(view.state.date));
    }

    function eventMark(event) {
      return GT.make("span", { class: "caption-event" }, GT.make("span", { class: "mark", "aria-hidden": "true" }),
        GT.make("b", {}, view.edtf(event.when || event.date)), " ", view.pick(event.title), " ", GT.cite(view, event.sources));
    }

    function showCaption() {
      const caption = view.ui("caption");
      const { stops, captions, events } = view.data;
      const date = view.state.date;
      const count = view.count();
      const from = stops[count - (view.isStop() ? 2 : 1)] || "";
      const past = events.filter((event) => from < event.date && event.date <= date);
      const today = past.filter((event) => event.date === date);
      // what happened on the very day comes first; else the latest event since the stop before comes last
      const parts = today.slice(0, 3).map(eventMark);
      if (!count) {
        parts.push(GT.make("span", {}, view.say("ui.before_first", { date: view.day(stops[0]) })));
      } else {
        if (!view.isStop()) parts.push(GT.make("span", { class: "since" }, view.say("ui.since", { date: view.day(stops[count - 1]) })));
        for (const part of view.pick(captions[count - 1]) || []) {
          parts.push(GT.make("span", {}, part.text, " ", GT.cite(view, part.sources)));
        }
      }
      if (!today.length) parts.push(...past.slice(-1).map(eventMark));
      caption.replaceChildren(...parts.flatMap((part) => [part, " "]));
      // asked once the frame is laid out
      window.requestAnimationFrame(offerMore);
    }

    // Where the caption has a fixed place, what does not fit is one press away.
    const box = view.ui("caption-box");
    const more = view.ui("caption-more");

    function offerMore() {
      const open = box.classList.contains("open");
      if (!open) more.hidden = ![view.ui("caption"), status].some((part) => part.scrollHeight > part.clientHeight + 4 || part.scrollWidth > part.clientWidth);
      more.setAttribute("aria-expanded", String(open));
      GT.setText(more, view.say(open ? "ui.caption_less" : "ui.caption_more"));
    }
    more.addEventListener("click", () => {
      box.classList.toggle("open");
      offerMore();
    });
    window.addEventListener("resize", offerMore);

    // ---- typing a date

    GT.createDateForm(view, {
      read: (text) => {
        const date = GT.readDate(text, Object.values(view.data.calendar));
        return date ? { date } : { problem: view.say("ui.date_wrong") };
      },
      write: () => view.state.date,
      hint: () => view.say("ui.date_hint"),
    });

    // ---- texts that change with the language only

    function showTexts() {
      const { data, state } = view;
      document.documentElement.lang = state.lang;
      document.title = view.pick(data.title);
      GT.setText(view.ui("title"), view.pick(data.title));
      GT.setText(view.ui("subtitle"), view.pick(data.subtitle));
      GT.setText(view.ui("boundary-note"), view.pick(data.boundary_note));
      GT.setText(view.ui("projection"), view.pick(data.plane.name));
      GT.setText(view.ui("credit"), view.pick(data.credit));
      const title = view.svg.querySelector("title");
      if (title) GT.setText(title, view.pick(data.title));
      if (view.ui("notes")) view.ui("notes").replaceChildren(...data.notes.map((note) => GT.make("p", {}, view.pick(note))));
      for (const [attribute, target] of [["word", null], ["wordLabel", "aria-label"], ["wordPlaceholder", "placeholder"]]) {
        const selector = "[data-" + attribute.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase()) + "]";
        for (const element of document.querySelectorAll(selector)) {
          const text = view.say(element.dataset[attribute]);
          if (target) element.setAttribute(target, text);
          else GT.setText(element, text);
        }
      }
      showEvents();
    }

    function showEvents() {
      const list = view.ui("events");
      if (!list) return;
      list.replaceChildren(...view.data.events.map((event) => {
        const button = GT.make("button", { type: "button", class: "event-date" },
          GT.make("time", { datetime: event.date }, view.edtf(event.when || event.date)));
        button.addEventListener("click", () => view.set({ date: event.date }));
        return GT.make("li", {}, button, GT.make("span", { class: "event-title" }, view.pick(event.title)), " ", GT.cite(view, event.sources));
      }));
    }

    // ---- numbered sources: the link scrolls and focuses, and leaves the address to the state

    for (const link of view.root.querySelectorAll(".source-rows a")) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
    view.root.addEventListener("click", (event) => {
      const link = event.target instanceof Element && event.target.closest("a.cite");
      const item = link && document.getElementById(link.getAttribute("href").slice(1));
      if (!item) return;
      event.preventDefault();
      item.tabIndex = -1;
      item.scrollIntoView({ block: "center" });
      item.focus({ preventScroll: true });
    });

    view.on((changed, before, cause) => {
      if (changed.lang) showTexts();
      if (changed.date || changed.lang) {
        showDate();
        showCaption();
        const from = cause === "start" || !changed.date ? lately() : GT.countUpTo(view.data.stops, before.date);
        GT.setText(status, describeChange(from));
      }
    });
  }

  Object.assign(GT, { createHeading });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
