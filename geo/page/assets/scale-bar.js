// The scale on a map, in the reader's own numbers and words; none where no one scale is true across the window.
(function (GT) {
  "use strict";

  function makeScale(map, view) {
    const scale = window.L.control.scale({ position: "bottomleft", imperial: false, maxWidth: map.getContainer().clientWidth > 640 ? 160 : 90 });
    scale._update = () => {
      const { metres, isTrue } = GT.measureScale(map);
      scale._mScale.hidden = !isTrue;
      if (isTrue) scale._updateMetric(metres * scale.options.maxWidth);
    };
    scale._updateMetric = (most) => {
      const metres = scale._getRoundNum(most);
      const words = metres < 1000 ? view.number(metres) + " " + view.say("unit.m") : view.number(metres / 1000) + " " + view.say("unit.km");
      scale._updateScale(scale._mScale, words, metres / most);
    };
    return scale;
  }

  Object.assign(GT, { makeScale });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
