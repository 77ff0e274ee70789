// A guided reading: a sentence after the other, each with its date and its place or view; the address names the step.
(function (GT) {
  "use strict";

  /** @param {View} view @param {any} mapView */
  function createGuide(view, mapView) {
    const { steps } = view.data;
    const bar = view.ui("guide-bar");
    if (!steps.length || !bar) return;
    const figures = Array.from(view.ui("guide-steps").children, (item, at) => {
      steps[at].text[view.data.lang] = item.querySelector("span").textContent; // sent once
      return item.querySelector("svg");
    });
    let last = 1; // the step that the reader was at

    function go(step) {
      view.set({ step, date: step ? steps[step - 1].date : view.state.date });
    }

    // The focus goes on with the reader, to the button that leads to a step.
    function focusOn(step) {
      const next = bar.hidden ? view.ui("guide-open") : bar.querySelector('[data-to="' + step + '"]:enabled') || bar.querySelector("button:enabled");
      next.focus();
    }

    function button(word, step) {
      const made = GT.make("button", { type: "button", "data-to": step, disabled: step > steps.length || (!step && word !== "guide.close") }, view.say(word));
      made.addEventListener("click", () => {
        go(step);
        focusOn(word === "guide.previous" ? step - 1 : step + 1);
      });
      return made;
    }

    function tell() {
      const { step } = view.state;
      bar.hidden = !step;
      view.ui("guide-open").hidden = !bar.hidden;
      if (!step) return;
      last = step;
      const { text, when, sources } = steps[step - 1];
      bar.replaceChildren(
        GT.make("p", {}, GT.make("b", {}, step + " / " + steps.length + " \u00b7 " + view.edtf(when)), " ", view.pick(text), " ", GT.cite(view, sources)),
        GT.make("div", {}, button("guide.previous", step - 1), button("guide.next", step + 1), button("guide.close", 0)));
    }

    // Once the bar has its room, the map moves to what the step is about.
    function show() {
      const { step } = view.state;
      const { place, view: box } = step ? steps[step - 1] : { place: "", view: null };
      const row = place ? view.rowOf(place) : -1;
      mapView.focus(row < 0 ? null : row);
      mapView.map.invalidateSize({ animate: false, pan: false });
      if (box) mapView.visit([[box[1], box[0]], [box[3], box[2]]]);
      else if (row < 0 || !mapView.visitPlace(row)) mapView.goHome(!GT.isCalm());
    }

    function list() {
      view.ui("guide-steps").replaceChildren(...steps.map(({ date, when, text, sources, place }, at) => {
        const to = GT.make("button", { type: "button", class: "event-date" }, GT.make("time", { datetime: date }, view.edtf(when)));
        to.addEventListener("click", () => {
          go(at + 1);
          bar.scrollIntoView({ block: "nearest" });
        });
        const named = figures[at].querySelector("text");
        if (named) GT.setText(named, view.name_of(view.rowOf(place)));
        return GT.make("li", {}, figures[at], to, GT.make("span", {}, view.pick(text)), " ", GT.cite(view, sources));
      }));
    }

    view.ui("guide-open").addEventListener("click", () => {
      go(last);
      focusOn(last + 1);
    });
    view.on((changed, before, cause) => {
      if (changed.lang) list();
      if (changed.date && !changed.step && view.state.step) view.set({ step: 0 }, cause); // the reader goes on alone
      else if (changed.step || changed.lang) tell();
      if (changed.step && (view.state.step || !changed.first)) show();
      if (changed.step && view.state.step && !changed.first) view.announce(view.pick(steps[view.state.step - 1].text));
    });
  }

  Object.assign(GT, { createGuide });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
