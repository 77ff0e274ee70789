// Files made in the page: a table as CSV, a drawing as PNG, and handing one to the reader.
(function (GT) {
  "use strict";

  const CHUNK = 10000; // rows joined at a time: a table may be longer than one text can be

  function writeCell(value) {
    if (value === null || value === undefined) return "";
    let text = String(value);
    // a spreadsheet would run a text that begins like a formula
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = "'" + text;
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  // Columns' names, and rows as anything that can be walked through, each a list of cells.
  function csvFile(names, rows) {
    const parts = ["\ufeff" + names.join(",") + "\r\n"];
    let lines = [];
    for (const row of rows) {
      lines.push(row.map(writeCell).join(",") + "\r\n");
      if (lines.length < CHUNK) continue;
      parts.push(lines.join(""));
      lines = [];
    }
    return new Blob([...parts, lines.join("")], { type: "text/csv;charset=utf-8" });
  }

  function toPng(svgText, width, height) {
    return new Promise((resolve, reject) => {
      const url = URL.createObjectURL(new Blob([svgText], { type: "image/svg+xml" }));
      const image = new Image();
      image.onload = () => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [width * 2, height * 2];
        const context = GT.brushOf(canvas);
        context.scale(2, 2);
        context.drawImage(image, 0, 0, width, height);
        URL.revokeObjectURL(url);
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
      };
      image.onerror = () => reject(new Error("no picture"));
      image.src = url;
    });
  }

  const pictureFile = ({ text, width, height }, kind) => (kind === "svg" ? new Blob([text], { type: "image/svg+xml" }) : toPng(text, width, height));

  function saveFile(blob, name) {
    const href = URL.createObjectURL(blob);
    const link = GT.make("a", { download: name, hidden: true, href });
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(href), 10000);
  }

  Object.assign(GT, { csvFile, pictureFile, saveFile });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
