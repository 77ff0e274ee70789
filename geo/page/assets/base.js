// What lies under the areas of a map in a plane of its own: the globe, the land around, meridians and parallels.
(function (GT, L) {
  "use strict";

  function addBase(map, { window: [zoom, left, top, width, height], globe, land, graticule }) {
    const world = 256 * 2 ** zoom;
    const box = [left / world, top / world, (left + width) / world, (top + height) / world];
    const svg = GT.draw("svg", { class: "geo-base", viewBox: [0, 0, width, height].join(" "), "aria-hidden": "true" },
      globe ? GT.draw("path", { class: "geo-globe", d: globe }) : GT.draw("rect", { class: "geo-globe", width, height }),
      land ? GT.draw("path", { class: "geo-around", d: land }) : null,
      GT.draw("path", { class: "geo-graticule", d: graticule + globe }));
    const pane = map.getPane("geo-base") || map.createPane("geo-base");
    pane.style.zIndex = 150; // under tiles, areas and whatever else there is
    pane.style.pointerEvents = "none";
    if (globe) map.getContainer().style.background = "var(--beyond, #faf9f6)";
    return L.svgOverlay(svg, GT.boxBounds(map, box), { pane: "geo-base" }).addTo(map);
  }

  // The view cannot leave the land, far specks included.
  function keepView(map, { home, whole }) {
    const room = 0.15 * Math.max(home[2] - home[0], home[3] - home[1]);
    const box = home.map((side, i) => (i < 2 ? Math.min(side, whole[i]) - room : Math.max(side, whole[i]) + room));
    const bounds = GT.boxBounds(map, box);
    map.options.maxBoundsViscosity = 0.9;
    map.setMinZoom(Math.min(map.getZoom(), map.getBoundsZoom(bounds)));
    map.setMaxBounds(bounds);
  }

  function freeView(map) {
    map.setMaxBounds(null);
    map.setMinZoom(0);
  }

  Object.assign(GT, { addBase, freeView, keepView });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}), window.L);
