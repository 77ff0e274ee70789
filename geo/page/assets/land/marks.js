// Events at their places on the map: shown on the days near them, told to pointer, keyboard and screen reader.
(function (GT) {
  "use strict";

  const REACH = 7; // px that a name keeps from a mark's middle

  /** @param {View} view */
  function createMarks(view, svg) {
    const marks = Array.from(svg.querySelectorAll(".event")).flatMap((mark) => {
      const event = view.events.find(({ id }) => id === mark.dataset.event);
      return event ? [{ mark, event, at: mark.transform.baseVal.getItem(0).matrix }] : [];
    });

    function isShown({ mark }) {
      return !mark.classList.contains("off");
    }

    // Whether any came or went: names make room for them.
    function show(date) {
      const before = marks.map(isShown).join();
      for (const { mark, event } of marks) {
        mark.classList.toggle("off", !view.isNear(event, date));
        mark.setAttribute("aria-label", [view.edtf(event.when), view.pick(event.title), event.location].filter(Boolean).join(", "));
      }
      return marks.map(isShown).join() !== before;
    }

    // They keep their size on screen.
    function resize(unit) {
      for (const { mark } of marks) mark.firstElementChild.setAttribute("transform", "scale(" + unit.toFixed(5) + ")");
    }

    function boxes(unit) {
      const half = REACH * unit;
      return marks.filter(isShown).map(({ at }) => ({ x: at.e - half, y: at.f - half, width: 2 * half, height: 2 * half }));
    }

    function describe(mark) {
      const { event } = /** @type {typeof marks[0]} */ (marks.find((entry) => entry.mark === mark));
      const from = [event.location, view.say("ui.source") + " " + event.sources.join(", ")].filter(Boolean).join(" · ");
      return [GT.make("p", {}, GT.make("b", {}, view.edtf(event.when)), " " + view.pick(event.title)), GT.make("p", { class: "fine" }, from)];
    }

    // What can have the focus may not stand in a picture: the drawing becomes a group, its names stay the table's.
    function start(onFocus, onBlur) {
      if (!marks.length) return;
      svg.setAttribute("role", "group");
      if (svg.querySelector(".labels")) svg.querySelector(".labels").setAttribute("aria-hidden", "true");
      for (const { mark } of marks) {
        mark.setAttribute("tabindex", "0");
        mark.setAttribute("role", "img");
        mark.querySelector("title").remove();
        mark.addEventListener("focus", () => onFocus(mark));
        mark.addEventListener("blur", onBlur);
      }
    }

    // Events that stand in the land of a place.
    const eventsIn = (id) => {
      const land = Array.from(svg.querySelectorAll(".outline")).filter((path) => path.dataset.outline === id).pop();
      if (!land) return [];
      return marks.filter(({ at }) => land.isPointInFill(Object.assign(svg.createSVGPoint(), { x: at.e, y: at.f }))).map(({ event }) => event);
    };

    return { boxes, describe, eventsIn, resize, show, start };
  }

  Object.assign(GT, { createMarks });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
