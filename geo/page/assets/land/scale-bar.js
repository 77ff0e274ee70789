// The scale on a map, in the reader's own numbers and words; none where no one scale is true across the window.
(function (GT) {
  "use strict";

  const WORDS = 66; // px that the words of a bar need: a bar is not shorter

  function makeScale(map, view) {
    const width = map.getSize().x > 640 ? 160 : 90;
    const scale = /** @type {any} */ (window.L.control).scale({ position: "bottomleft", imperial: false, maxWidth: width });
    scale._update = () => {
      const { metres, isTrue } = GT.measureScale(map);
      scale.show(isTrue ? metres * width : 0);
    };
    scale.show = (most) => {
      scale._mScale.hidden = !most;
      if (!most) return;
      const short = GT.roundLength(most);
      const metres = short * ([1, 1.5].find((times) => times * short * width >= WORDS * most) || 2);
      scale._updateScale(scale._mScale, writeLength(view, metres), metres / most);
    };
    return scale;
  }

  /** @param {View} view */
  function writeLength(view, metres) {
    const [length, unit] = metres < 1000 ? [metres, "unit.m"] : [metres / 1000, "unit.km"];
    return view.number(length, Number.isInteger(length) ? 0 : 1) + " " + view.say(unit);
  }

  Object.assign(GT, { makeScale, writeLength });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
