// The slider and what moves it: steps, play, typed dates; and the track it stands on.
(function (GT) {
  "use strict";

  const READING = 1800; // ms a stop stays at 1x: long enough to read its caption
  const WATCHING = 700; // the same for figures, which are watched

  /** @param {View} view */
  function createTimeline(view) {
    const input = view.ui("time");
    const stops = view.stops;
    const last = stops.length - 1;
    let axis = GT.createAxis(view, view.state.spacing);
    let timer = 0;

    function goTo(index, cause) {
      view.set({ date: stops[Math.min(last, Math.max(0, index))] }, cause);
    }

    // ---- steps and play

    function step(kind) {
      const at = view.stop();
      const early = view.count() === 0;
      if (kind === "first") goTo(0);
      else if (kind === "last") goTo(last);
      else if (kind === "previous") goTo(view.isStop() || early ? at - 1 : at);
      else goTo(early ? 0 : at + 1);
    }

    function isPlaying() {
      return timer !== 0;
    }

    function showPlay() {
      const button = view.ui("play");
      if (!button) return;
      view.playing = isPlaying();
      button.setAttribute("aria-pressed", String(isPlaying()));
      button.classList.toggle("playing", isPlaying());
      GT.setText(view.ui("play-word"), view.say(isPlaying() ? "ui.pause" : "ui.play"));
    }

    function pause() {
      window.clearTimeout(timer);
      timer = 0;
      showPlay();
    }

    function beat() {
      const speed = Number((view.ui("speed") || {}).value) || 1;
      timer = window.setTimeout(() => {
        goTo(view.count() === 0 ? 0 : view.stop() + 1, "play");
        if (view.stop() >= last) pause();
        else beat();
      }, (view.isDated ? READING : WATCHING) / speed);
    }

    function play() {
      if (view.stop() >= last) goTo(0, "play");
      if (last < 1) return;
      beat();
      showPlay();
    }

    for (const button of view.root.querySelectorAll("[data-step]")) {
      button.addEventListener("click", () => step(button.dataset.step));
    }
    const playButton = view.ui("play");
    if (playButton) playButton.addEventListener("click", () => (isPlaying() ? pause() : play()));

    // Any touch or key but the play group's own ends playing.
    const isOwn = (target) => target instanceof Element && target.closest('[data-ui="play"], [data-ui="speed"]');
    for (const kind of ["pointerdown", "keydown", "wheel"]) {
      document.addEventListener(kind, (event) => {
        if (isPlaying() && !isOwn(event.target) && /** @type {any} */ (event).key !== "Tab") pause();
      }, { passive: true, capture: true });
    }
    document.addEventListener("visibilitychange", () => { if (document.hidden) pause(); });

    // ---- the range input: keys are its own; a pointer goes to the nearest stop of either spacing

    input.min = "0";
    input.max = String(last);
    input.step = "1";
    input.addEventListener("input", () => goTo(Number(input.value)));
    input.addEventListener("keydown", (event) => {
      const leap = { PageUp: 1, PageDown: -1 }[event.key];
      if (!leap) return;
      event.preventDefault();
      goTo(view.stop() + leap * Math.max(1, Math.round(stops.length / 10)));
    });

    function follow(event) {
      const rail = view.ui("rail").getBoundingClientRect();
      goTo(axis.nearest((event.clientX - rail.left) / rail.width));
    }
    input.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      input.focus({ preventScroll: true });
      input.setPointerCapture(event.pointerId);
      follow(event);
    });
    input.addEventListener("pointermove", (event) => {
      if (input.hasPointerCapture(event.pointerId)) follow(event);
    });
    for (const kind of ["mousedown", "touchstart"]) {
      input.addEventListener(kind, (event) => event.preventDefault(), { passive: false });
    }

    // ---- drawing the track

    const loupe = GT.createLoupe(view, () => axis, goTo);

    let drawn = -1; // px, the width that ticks and labels were drawn for
    function drawTicks() {
      const ticks = view.ui("ticks");
      const wide = ticks.clientWidth; // widths are asked before anything is changed
      drawn = view.ui("axis").clientWidth;
      ticks.replaceChildren(...axis.ticks(wide).map((at) => place("tick", "", at)), ...axis.breaks().map(({ at, text }) => place("break", text, at)));
      const row = view.ui("diamonds");
      row.replaceChildren(...view.events.map((event) => {
        const diamond = place("diamond", "", axis.at(event.date));
        diamond.dataset.date = event.date;
        return diamond;
      }));
      drawLabels();
      loupe.draw(true);
    }

    function place(kind, text, at) {
      const mark = GT.make("span", { class: kind }, text);
      mark.style.left = at * 100 + "%";
      return mark;
    }

    function drawLabels() {
      const row = view.ui("axis");
      const labels = axis.labels(drawn, 52);
      row.classList.toggle("two", labels.some(({ isLow }) => isLow));
      row.replaceChildren(...labels.map((label) => {
        const mark = place(label.isLow ? "year low" : "year", label.text, label.at);
        if (label.text.length > 6) mark.classList.toggle("from", label.at < 0.02), mark.classList.toggle("to", label.at > 0.98);
        return mark;
      }));
    }

    function showDate() {
      const at = axis.at(view.state.date) * 100 + "%";
      view.ui("handle").style.left = at;
      view.ui("rail-done").style.width = at;
      if (Number(input.value) !== view.stop()) input.value = String(view.stop());
      input.setAttribute("aria-valuetext", view.dateLabel());
      const until = stops[view.count()];
      for (const diamond of row.querySelectorAll(".diamond")) {
        const day = diamond.dataset.date;
        diamond.classList.toggle("now", day === view.state.date || (day > view.state.date && day < until && view.isStop()));
      }
    }

    // ---- events: what a diamond is called, and going to it

    const tip = view.root.appendChild(GT.make("div", { class: "tip event-tip geo-box", hidden: true }));
    const row = view.ui("diamonds");

    function findEvents(pointer) {
      const box = row.getBoundingClientRect();
      const distance = (event) => Math.abs(box.left + axis.at(event.date) * box.width - pointer.clientX);
      const near = view.events.filter((event) => distance(event) < 12).sort((a, b) => distance(a) - distance(b));
      return near.slice(0, 4);
    }
    row.addEventListener("pointermove", (pointer) => {
      const near = findEvents(pointer);
      tip.hidden = !near.length;
      row.classList.toggle("over", near.length > 0);
      if (!near.length) return;
      tip.replaceChildren(...near.sort((a, b) => (a.date < b.date ? -1 : 1)).map((event) => GT.make("p", {}, GT.make("b", {}, view.edtf(event.when)), " " + view.pick(event.title))));
      const width = Math.min(280, window.innerWidth - 16);
      tip.style.left = Math.max(8, Math.min(window.innerWidth - width - 8, pointer.clientX - width / 2)) + "px";
      tip.style.bottom = window.innerHeight - row.getBoundingClientRect().top + 30 + "px";
    });
    row.addEventListener("pointerleave", () => { tip.hidden = true; });
    row.addEventListener("click", (pointer) => {
      const [event] = findEvents(pointer);
      if (event) view.set({ date: event.date });
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });

    const later = GT.make("p", { class: "later", "aria-hidden": "true", hidden: true });
    (view.ui("frame") || view.ui("timeline")).append(later);

    view.on((changed, before, cause) => {
      if (changed.date) {
        GT.setText(later, cause === "start" ? "" : GT.tellLater(view, view.moment(before.date)));
        later.hidden = !later.textContent;
      }
      if (changed.spacing) {
        axis = GT.createAxis(view, view.state.spacing);
        view.ui("timeline").dataset.spacing = view.state.spacing;
        view.ui("spacing").value = view.state.spacing;
      }
      if (changed.lang) {
        GT.setText(view.ui("first-label"), GT.nameEnd(view, stops[0]));
        GT.setText(view.ui("last-label"), GT.nameEnd(view, stops[last]));
        showPlay();
      }
      if (changed.lang || changed.spacing) drawTicks();
      else if (changed.date) loupe.draw();
      showDate();
    });
    view.ui("spacing").addEventListener("change", (event) => view.set({ spacing: event.target.value }));
    if (window.ResizeObserver) new ResizeObserver(([{ contentRect: { width } }]) => { if (drawn >= 0 && Math.abs(width - drawn) >= 1) window.requestAnimationFrame(drawTicks); }).observe(view.ui("axis"));

    return { axis: () => axis, isPlaying, pause };
  }

  Object.assign(GT, { createTimeline });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
