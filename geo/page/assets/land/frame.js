// A drawing's window on the plane's unit square, and lengths that are round.
(function (GT) {
  "use strict";

  // A drawing's units are pixels of one zoom from a corner on.
  function readFrame([zoom, left, top, width, height]) {
    const world = 256 * 2 ** zoom;
    const toUnit = ([x, y]) => [(x + left) / world, (y + top) / world];
    return {
      zoom, width, height, toUnit,
      box: [...toUnit([0, 0]), ...toUnit([width, height])],
      fromUnit: ([x, y]) => [x * world - left, y * world - top],
    };
  }

  // A round length of at most so many metres.
  function roundLength(most) {
    const unit = Math.pow(10, Math.floor(Math.log10(most)));
    return [5, 2, 1].map((step) => step * unit).find((step) => step <= most) || unit;
  }

  Object.assign(GT, { readFrame, roundLength });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
