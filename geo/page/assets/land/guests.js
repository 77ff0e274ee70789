// Others' layers on a map whose plane is no Mercator: what Leaflet takes for straight, or for a box, is neither there.
(function (GT) {
  "use strict";

  const LONGEST = 1; // degrees that an edge spans before it is cut, as those of the map's own land are

  // Points along the edges of a line of others, which follow the degrees and not the straight way across the plane.
  function bend(latlngs, isClosed) {
    const bent = [];
    const ends = isClosed ? [...latlngs.slice(1), latlngs[0]] : latlngs.slice(1);
    latlngs.forEach((from, at) => {
      bent.push(from);
      const to = ends[at];
      if (!to) return;
      const north = to.lat - from.lat;
      const turn = to.lng - from.lng;
      const east = Math.abs(turn) > 180 && Math.abs(turn) < 360 ? turn - 360 * Math.sign(turn) : turn; // the short way
      const count = Math.ceil(Math.max(Math.abs(north), Math.abs(east)) / LONGEST);
      for (let i = 1; i < count; i++) bent.push(window.L.latLng(from.lat + (north * i) / count, from.lng + (east * i) / count));
    });
    return bent;
  }

  // The box of the unit square around bounds in degrees, of which two corners say little.
  function boxAround(map, bounds) {
    const [south, west, north, east] = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()];
    const shares = Array.from({ length: 17 }, (_, i) => i / 16);
    const spots = shares.flatMap((i) => shares.map((j) => map.project([south + (north - south) * i, west + (east - west) * j], 0)));
    const [xs, ys] = [spots.map((spot) => spot.x / 256), spots.map((spot) => spot.y / 256)];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  }

  // Make a map on which layers of others land where they belong; they ask for its size as soon as they come.
  function receiveGuests(make) {
    document.documentElement.classList.replace("opening", "live");
    const map = make();
    const { Map: Window, Polygon, Polyline, latLngBounds } = /** @type {any} */ (window.L);
    map.fitBounds = function (bounds, options) { // what the map is asked to open on, before the page is there
      this.asked = bounds.getBounds ? bounds.getBounds() : latLngBounds(bounds);
      return Window.prototype.fitBounds.call(this, bounds, { ...options, animate: false }); // a zoom on its way would outlast the page's own
    };
    if (map.options.crs.code === "EPSG:3857") return map;
    const lines = Polyline.prototype._projectLatlngs;
    Polyline.include({
      _projectLatlngs(latlngs, ...rest) {
        const isRing = this._map === map && latlngs.length > 1 && latlngs[0].lat !== undefined;
        return lines.call(this, isRing ? bend(latlngs, this instanceof Polygon) : latlngs, ...rest);
      },
    });
    map._getBoundsCenterZoom = function (bounds, options) {
      const given = bounds.getBounds ? bounds.getBounds() : latLngBounds(bounds);
      const isOwn = Object.hasOwn(given, "getCenter"); // made by `boxBounds`
      return Window.prototype._getBoundsCenterZoom.call(this, isOwn ? given : GT.boxBounds(map, boxAround(map, given)), options);
    };
    return map;
  }

  // The bounds that others asked a map to open on, if any; from then on it is the page's to move.
  function takeAsked(map) {
    delete map.fitBounds;
    return map.asked && map.asked.isValid() ? GT.boxBounds(map, boxAround(map, map.asked)) : null;
  }

  Object.assign(GT, { receiveGuests, takeAsked });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
