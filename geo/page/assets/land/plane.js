// The plane that Python projected with, as a Leaflet CRS: forward for markers, inverse for what the pointer asks.
// Formulas of geo/look/projection.py; points are of its unit square, y downwards.
(function (GT, L) {
  "use strict";

  const A = 6378137;
  const F = 1 / 298.257223563;
  const E2 = F * (2 - F);
  const E = Math.sqrt(E2);
  const AROUND = 2 * Math.PI * A;
  const BACK = [E2 / 3 + (31 * E2 ** 2) / 180 + (517 * E2 ** 3) / 5040, (23 * E2 ** 2) / 360 + (251 * E2 ** 3) / 3780, (761 * E2 ** 3) / 45360];
  const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796];
  const M = Math.sqrt(3) / 2;
  const RAD = Math.PI / 180;
  const clamp = (value, most) => Math.max(-most, Math.min(most, value));

  const q = (sine) => (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(E * sine) / E);
  const QP = q(1);
  const R = A * Math.sqrt(QP / 2);
  const authalic = (lat) => clamp(q(Math.sin(lat * RAD)) / QP, 1);
  const parallel = (lat) => Math.cos(lat * RAD) / Math.sqrt(1 - E2 * Math.sin(lat * RAD) ** 2);

  function geodetic(sine) {
    const beta = Math.asin(clamp(sine, 1));
    return BACK.reduce((sum, c, n) => sum + c * Math.sin(2 * (n + 1) * beta), beta) / RAD;
  }

  function equalEarth() {
    const rise = (t) => t * (A1 + A2 * t ** 2 + t ** 6 * (A3 + A4 * t ** 2));
    const slope = (t) => A1 + 3 * A2 * t ** 2 + t ** 6 * (7 * A3 + 9 * A4 * t ** 2);
    return {
      forward(turn, lat) {
        const t = Math.asin(M * authalic(lat));
        return [(R * turn * RAD * Math.cos(t)) / (M * slope(t)), R * rise(t)];
      },
      inverse(x, y) {
        let t = clamp(y / R / A1, Math.PI / 3);
        for (let i = 0; i < 8; i++) t = clamp(t - (rise(t) - y / R) / slope(t), Math.PI / 3);
        return [clamp(((x / R) * M * slope(t)) / Math.cos(t) / RAD, 180), geodetic(Math.sin(t) / M)];
      },
    };
  }

  function azimuthal({ lat: middle }) {
    const s0 = authalic(middle);
    const c0 = Math.sqrt(Math.max(0, 1 - s0 * s0));
    const even = Math.abs(middle) < 89.99 ? (A * parallel(middle)) / (R * c0) : 1;
    return {
      forward(turn, lat) {
        const s = authalic(lat);
        const c = Math.sqrt(1 - s * s);
        const size = R * Math.sqrt(2 / Math.max(1 + s0 * s + c0 * c * Math.cos(turn * RAD), 1e-9));
        return [size * even * c * Math.sin(turn * RAD), (size / even) * (c0 * s - s0 * c * Math.cos(turn * RAD))];
      },
      inverse(px, py) {
        const [x, y] = [px / even, py * even];
        const far = Math.hypot(x, y);
        const away = 2 * Math.asin(Math.min(far / (2 * R), 1));
        const share = far > 0 ? Math.sin(away) / far : 1 / R;
        return [Math.atan2(x * share, c0 * Math.cos(away) - y * share * s0) / RAD, geodetic(Math.cos(away) * s0 + y * share * c0)];
      },
    };
  }

  function albers({ lat, south, north }) {
    const [low, high, middle] = [south, north, lat].map((value) => QP * authalic(value));
    const n = south === north ? Math.sin(south * RAD) : (parallel(south) ** 2 - parallel(north) ** 2) / (high - low);
    const c = parallel(south) ** 2 + n * low;
    const origin = (A * Math.sqrt(Math.max(0, c - n * middle))) / n;
    const side = Math.sign(n);
    return {
      forward(turn, latitude) {
        const far = (A * Math.sqrt(Math.max(0, c - n * QP * authalic(latitude)))) / n;
        return [far * Math.sin(n * turn * RAD), origin - far * Math.cos(n * turn * RAD)];
      },
      inverse(x, y) {
        const far = Math.hypot(x, origin - y);
        return [clamp(Math.atan2(side * x, side * (origin - y)) / n / RAD, 180), geodetic((c - ((far * n) / A) ** 2) / (n * QP))];
      },
    };
  }

  function mercator() {
    return {
      forward: (turn, lat) => [A * turn * RAD, A * Math.atanh(Math.sin(clamp(lat, 85.05112877980659) * RAD))],
      inverse: (x, y) => [x / A / RAD, Math.atan(Math.sinh(y / A)) / RAD],
    };
  }

  const KINDS = { "equal-earth": equalEarth, laea: azimuthal, albers, mercator };

  // Longitude and latitude to a point of the unit square and back; `data` is Python's `Plane.crs_data()`.
  function createPlane(data) {
    const { forward, inverse } = KINDS[data.kind](data);
    function toMetres([lon, lat]) {
      const turn = lon - data.lon;
      return forward(Math.abs(turn) > 180 ? turn - 360 * Math.floor((turn + 180) / 360) : turn, lat);
    }
    return {
      kind: data.kind,
      toMetres,
      toUnit(lonlat) {
        const [x, y] = toMetres(lonlat);
        return [0.5 + x / AROUND, 0.5 - y / AROUND];
      },
      toDegrees([u, v]) {
        const [turn, lat] = inverse((u - 0.5) * AROUND, (0.5 - v) * AROUND);
        const lon = turn + data.lon;
        return [Math.abs(lon) > 180 ? lon - 360 * Math.floor((lon + 180) / 360) : lon, lat];
      },
    };
  }

  // A point off the globe is told by its nearest place and keeps, as `at`, where it is, so that a view of it stays.
  function makeCrs(data) {
    if (data.kind === "mercator") return L.CRS.EPSG3857;
    const plane = createPlane(data);
    return L.extend({}, L.CRS.Earth, {
      code: "geo:" + data.kind,
      wrapLng: undefined,
      // not the function that Leaflet knows the Earth by: it would take circles' radii along a parallel, which may run aslant here
      distance: (a, b) => L.CRS.Earth.distance(a, b),
      transformation: new L.Transformation(1 / AROUND, 0.5, -1 / AROUND, 0.5),
      projection: { // metres
        bounds: L.bounds([-AROUND / 2, -AROUND / 2], [AROUND / 2, AROUND / 2]),
        project: (/** @type {any} */ latlng) => L.point(latlng.at || plane.toMetres([latlng.lng, latlng.lat])),
        unproject(point) {
          const [lon, lat] = plane.toDegrees([0.5 + point.x / AROUND, 0.5 - point.y / AROUND]);
          const latlng = /** @type {any} */ (L.latLng(lat, lon));
          const [x, y] = plane.toMetres([lon, lat]);
          if (Math.hypot(x - point.x, y - point.y) > 0.4) latlng.at = [point.x, point.y];
          return latlng;
        },
      },
    });
  }

  // What Leaflet takes for bounds of a box of the unit square (left, top, right, bottom): its corners are the box's, which
  // bounds in degrees would not be.
  /** @param {L.Map} map @param {number[]} box */
  function boxBounds(map, [left, top, right, bottom]) {
    const at = (x, y) => map.unproject([x * 256, y * 256], 0);
    const [nw, ne, sw, se] = [at(left, top), at(right, top), at(left, bottom), at(right, bottom)];
    const bounds = L.latLngBounds([nw, ne, sw, se]);
    const center = at((left + right) / 2, (top + bottom) / 2);
    return Object.assign(bounds, {
      getNorthWest: () => nw, getNorthEast: () => ne, getSouthWest: () => sw, getSouthEast: () => se, getCenter: () => center,
    });
  }

  // What the window shows of the unit square: left, top, right, bottom.
  function seenBox(map) {
    const { min, max } = map.getPixelBounds();
    const world = 256 * 2 ** map.getZoom();
    return [min.x / world, min.y / world, max.x / world, max.y / world];
  }

  // Metres on the ground that a pixel in the middle of the window is wide, and whether every pixel is, within 5 %.
  function measureScale(map) {
    const size = map.getSize();
    const reach = 4; // px
    const length = (x, y, dx, dy) => {
      const [from, to] = [map.containerPointToLatLng([x - dx, y - dy]), map.containerPointToLatLng([x + dx, y + dy])];
      return from.at || to.at ? Infinity : map.distance(from, to) / (2 * reach);
    };
    const metres = length(size.x / 2, size.y / 2, reach, 0);
    const shares = [0, 0.5, 1];
    const isTrue = shares.every((i) => shares.every((j) => [[reach, 0], [0, reach]].every(([dx, dy]) => {
      const share = length(i * size.x, j * size.y, dx, dy) / metres;
      return share > 0.95 && share < 1.05;
    })));
    return { metres, isTrue };
  }

  Object.assign(GT, { boxBounds, makeCrs, measureScale, seenBox });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}), window.L);
