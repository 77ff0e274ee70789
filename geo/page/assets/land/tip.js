// What stands under the pointer, in words: places, a line, an event.
(function (GT) {
  "use strict";

  /** @param {View} view */
  function describePlace(view, row) {
    const place = view.scene.places[row];
    const detail = view.detail(row);
    const part = detail.part ? GT.partWords(view, row, detail) : "";
    const flag = view.flag(row);
    const dates = [detail.start && view.edtf(detail.start), detail.end ? "\u2013 " + view.edtf(detail.end) : ""].filter(Boolean).join(" ");
    const areas = [
      detail.reported !== undefined ? view.say("card.tip_reported", { area: view.area(detail.reported) }) : "",
      place.measured !== null ? view.say("card.tip_measured", { area: view.area(place.measured) }) : "",
    ].filter(Boolean).join(" · ");
    return GT.make("div", { class: "tip-place" },
      GT.make("p", { class: "tip-name" }, GT.swatch(view.fill(view.code(row), "key")), view.full_name(row)),
      GT.make("p", {}, [view.says(row), flag, part].filter(Boolean).join(", ")),
      dates && GT.make("p", {}, dates),
      areas && GT.make("p", {}, areas),
      detail.sources && detail.sources.length ? GT.make("p", { class: "fine" }, view.say("ui.source") + " " + detail.sources.join(", ")) : "");
  }

  // `ground` tells what is under the pointer; `open` is called with the places of a piece that is pressed.
  /** @param {View} view */
  function createTip(view, map, ground, marks, open) {
    const container = map.getContainer();
    const tip = container.parentElement.appendChild(GT.make("div", { class: "tip geo-box", "data-ui": "tip", hidden: true }));
    let of = "";

    function showAt({ x, y }) {
      tip.hidden = false;
      const left = x + 16 + tip.offsetWidth < container.clientWidth ? x + 16 : Math.max(8, x - 16 - tip.offsetWidth);
      const top = Math.max(8, Math.min(y + 16, container.clientHeight - tip.offsetHeight - 8));
      tip.style.transform = "translate(" + left + "px," + top + "px)";
    }

    function hide() {
      tip.hidden = true;
      of = "";
      ground.focus([], "hover");
    }

    function tell(key, point, content) {
      if (of !== key) {
        of = key;
        tip.replaceChildren(...content());
      }
      showAt(point);
    }

    function tellEvent(mark) {
      const box = mark.getBoundingClientRect();
      const frame = container.getBoundingClientRect();
      tell("event" + mark.dataset.event, { x: box.right - frame.left, y: box.bottom - frame.top }, () => marks.describe(mark));
    }

    function lineOf(target) {
      const line = target && target.closest(".line");
      return line ? view.data.lines.find((entry) => entry.id === line.dataset.line) : null;
    }

    ground.onPointer(({ kind, piece, point, target, isMouse }) => {
      const rows = piece < 0 ? [] : view.scene.over(piece, view.count());
      const there = rows.filter((row) => view.style(row).kind !== "absent");
      if (kind === "click") {
        if (there.length) {
          hide();
          open(there);
        }
        return;
      }
      const mark = target && target.closest(".event");
      if (mark) return tellEvent(mark);
      const line = isMouse === false ? null : lineOf(target);
      if (isMouse === false || (!there.length && !line)) return hide();
      ground.focus(there, "hover");
      const key = (line ? line.id : there.join(" ")) + view.state.date + view.state.lang + view.state.series;
      tell(key, point, () => (line ? [GT.make("p", {}, view.pick(line.names), " ", ...(line.source ? ["[" + line.source + "]"] : []))]
        : there.slice(0, 4).map((row) => describePlace(view, row))));
    });
    if (marks) marks.start(tellEvent, hide);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    map.on("movestart zoomstart", hide);
    view.on((changed) => { if (changed.date || changed.place || changed.lang || changed.series) hide(); });
    return { hide, remove: () => tip.remove() };
  }

  Object.assign(GT, { createTip });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
