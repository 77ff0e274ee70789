// What is on screen, to keep: the table of the day as CSV, its places as GeoJSON, its map as SVG or PNG.
(function (GT) {
  "use strict";

  function listRows(view) {
    const situation = view.situation();
    return view.data.places.map((place) => {
      const part = view.partOf(place.id, situation) || {};
      return {
        place: place.id,
        name: view.name(place.id),
        date: view.state.date,
        state: view.stateOf(place.id, situation),
        part_km2: part.km2, part_km2_to: part.km2_to, part_share: part.share, part_by: part.by,
        start: place.start, end: place.end,
        reported_km2: place.reported_km2, measured_km2: place.measured_km2,
        sources: place.sources.map((n) => (view.data.sources.find((source) => source.n === n) || {}).id || n).join(" "),
      };
    });
  }

  function writeGeoJson(view, frame) {
    const features = listRows(view).flatMap((row) => {
      const path = Array.from(view.svg.querySelectorAll(".outline")).find((entry) => entry.dataset.outline === row.place);
      if (!path) return [];
      return [{ type: "Feature", id: row.place, properties: row, geometry: GT.toGeometry(path.getAttribute("d"), frame) }];
    });
    return JSON.stringify({ type: "FeatureCollection", credit: view.pick(view.data.credit), note: view.pick(view.data.boundary_note), features });
  }

  async function makeFile(view, mapView, kind) {
    if (kind === "csv") {
      const rows = listRows(view);
      return GT.csvFile(Object.keys(rows[0]), rows.map(Object.values));
    }
    if (kind === "geojson") return new Blob([writeGeoJson(view, mapView.frame)], { type: "application/geo+json" });
    return GT.pictureFile(GT.drawPicture(view, mapView), kind);
  }

  async function download(view, mapView, kind) {
    GT.saveFile(await makeFile(view, mapView, kind), view.data.name + "-" + view.state.date + "." + kind);
  }

  Object.assign(GT, { download });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
