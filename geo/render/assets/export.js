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
        part_km2: part.km2, part_share: part.share, part_by: part.by,
        start: place.start, end: place.end,
        reported_km2: place.reported_km2, measured_km2: place.measured_km2,
        sources: place.sources.map((n) => (view.data.sources.find((source) => source.n === n) || {}).id || n).join(" "),
      };
    });
  }

  function writeCsv(rows) {
    const quote = (value) => {
      if (value === null || value === undefined) return "";
      let text = String(value);
      // a spreadsheet would run a text that begins like a formula
      if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = "'" + text;
      return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
    };
    const names = Object.keys(rows[0]);
    return "\ufeff" + [names, ...rows.map((row) => names.map((name) => row[name]))].map((row) => row.map(quote).join(",")).join("\r\n") + "\r\n";
  }

  function writeGeoJson(view, frame) {
    const features = listRows(view).flatMap((row) => {
      const path = Array.from(view.svg.querySelectorAll(".outline")).find((entry) => entry.dataset.outline === row.place);
      if (!path) return [];
      return [{ type: "Feature", id: row.place, properties: row, geometry: GT.toGeometry(path.getAttribute("d"), frame) }];
    });
    return JSON.stringify({ type: "FeatureCollection", credit: view.pick(view.data.credit), note: view.pick(view.data.boundary_note), features });
  }

  function toPng(svgText, width, height) {
    return new Promise((resolve, reject) => {
      const url = URL.createObjectURL(new Blob([svgText], { type: "image/svg+xml" }));
      const image = new Image();
      image.onload = () => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [width * 2, height * 2];
        const context = canvas.getContext("2d");
        context.scale(2, 2);
        context.drawImage(image, 0, 0, width, height);
        URL.revokeObjectURL(url);
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
      };
      image.onerror = () => reject(new Error("no picture"));
      image.src = url;
    });
  }

  async function makeFile(view, mapView, kind) {
    if (kind === "csv") return new Blob([writeCsv(listRows(view))], { type: "text/csv;charset=utf-8" });
    if (kind === "geojson") return new Blob([writeGeoJson(view, mapView.frame)], { type: "application/geo+json" });
    const { text, width, height } = GT.drawPicture(view, mapView);
    return kind === "svg" ? new Blob([text], { type: "image/svg+xml" }) : toPng(text, width, height);
  }

  async function download(view, mapView, kind) {
    const blob = await makeFile(view, mapView, kind);
    const link = GT.make("a", { download: view.data.name + "-" + view.state.date + "." + kind, hidden: true });
    link.href = URL.createObjectURL(blob);
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  Object.assign(GT, { download, listRows, writeCsv, writeGeoJson });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
