// What encode.py and cells.py wrote, back as typed arrays: boundaries as shared arcs, codes by moment, values by row.
(function (GT) {
  "use strict";

  async function unpack(text) {
    const { fromBase64 = decodeBase64 } = /** @type {any} */ (Uint8Array); // browsers have it since 2025
    const packed = fromBase64.call(Uint8Array, text.trim());
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function decodeBase64(text) {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
  }

  function createReader(bytes) {
    let at = 0;
    function next() {
      let byte = bytes[at++];
      if (byte < 128) return byte;
      let value = byte & 127;
      let factor = 128;
      do {
        byte = bytes[at++];
        value += (byte & 127) * factor;
        factor *= 128;
      } while (byte > 127);
      return value;
    }
    function fill(array, read) {
      for (let i = 0; i < array.length; i++) array[i] = read();
      return array;
    }
    return { next, fill, isAtEnd: () => at === bytes.length };
  }

  const signed = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

  function readLevel(bytes, zoom, units) {
    const reader = createReader(bytes);
    const { next, fill } = reader;
    const grain = next();
    const arcCount = next();
    const count = next();
    const vertices = next();
    const useCount = next();
    const starts = new Uint32Array(arcCount + 1);
    for (let i = 0; i < arcCount; i++) starts[i + 1] = starts[i] + next();
    const points = new Int32Array(vertices * 2);
    for (let axis = 0; axis < 2; axis++) {
      for (let i = 0, value = 0; i < vertices; i++) points[2 * i + axis] = value += signed(next());
    }
    const useStarts = new Uint32Array(count + 1);
    for (let i = 0; i < count; i++) useStarts[i + 1] = useStarts[i] + next();
    let awaited = 0;
    const uses = fill(new Uint32Array(useCount), () => {
      const back = next();
      return back ? awaited - back : awaited++;
    });
    if (grain > 1) {
      for (let axis = 0; axis < 2; axis++) for (let i = axis; i < points.length; i += 2) points[i] = points[i] * grain + next();
    }
    if (!reader.isAtEnd()) throw new Error("the boundaries of zoom " + zoom + " are damaged");
    return Object.assign({ zoom, units, count, starts, points, uses, useStarts }, measure(starts, points, uses, useStarts));
  }

  // Boxes (west, north, east, south, in units) of arcs and areas, and how many areas use an arc.
  function measure(starts, points, uses, useStarts) {
    const arcs = starts.length - 1;
    const count = useStarts.length - 1;
    const arcBoxes = new Int32Array(arcs * 4);
    for (let a = 0; a < arcs; a++) {
      let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
      for (let i = 2 * starts[a]; i < 2 * starts[a + 1]; i += 2) {
        const x = points[i], y = points[i + 1];
        if (x < x0) x0 = x;
        if (x > x1) x1 = x;
        if (y < y0) y0 = y;
        if (y > y1) y1 = y;
      }
      arcBoxes.set([x0, y0, x1, y1], 4 * a);
    }
    const users = new Uint8Array(arcs);
    const boxes = new Int32Array(count * 4);
    for (let f = 0; f < count; f++) {
      let x0 = 2147483647, y0 = 2147483647, x1 = -2147483648, y1 = -2147483648;
      for (let u = useStarts[f]; u < useStarts[f + 1]; u++) {
        const a = 4 * uses[u];
        if (users[uses[u]] < 255) users[uses[u]]++;
        if (arcBoxes[a] < x0) x0 = arcBoxes[a];
        if (arcBoxes[a + 1] < y0) y0 = arcBoxes[a + 1];
        if (arcBoxes[a + 2] > x1) x1 = arcBoxes[a + 2];
        if (arcBoxes[a + 3] > y1) y1 = arcBoxes[a + 3];
      }
      boxes[4 * f] = x0;
      boxes[4 * f + 1] = y0;
      boxes[4 * f + 2] = x1;
      boxes[4 * f + 3] = y1;
    }
    return { arcBoxes, boxes, users };
  }

  // Which two areas an arc parts, -1 for none; needed only where borders come and go.
  function findSides({ uses, useStarts, users }) {
    const sides = new Int32Array(users.length * 2).fill(-1);
    for (let area = 0; area + 1 < useStarts.length; area++) {
      for (let u = useStarts[area]; u < useStarts[area + 1]; u++) sides[2 * uses[u] + (sides[2 * uses[u]] < 0 ? 0 : 1)] = area;
    }
    return sides;
  }

  // How many places meet at an arc when areas are `owners`' places: 0 where it is no border then.
  function countOwners(level, owners) {
    if (!owners) return level.users;
    level.sides = level.sides || findSides(level);
    const place = (area) => (area < 0 ? -1 : owners[area]);
    return level.users.map((_, arc) => {
      const one = place(level.sides[2 * arc]), other = place(level.sides[2 * arc + 1]);
      return one === other ? 0 : one < 0 || other < 0 ? 1 : 2;
    });
  }

  // Bytes laid out in planes, the lowest of all numbers first, as numbers below 2^53.
  function joinPlanes(bytes, width) {
    const count = bytes.length / width;
    const numbers = new Float64Array(count);
    for (let plane = 0, factor = 1; plane < width; plane++, factor *= 256) {
      for (let i = 0, at = plane * count; i < count; i++, at++) numbers[i] += bytes[at] * factor;
    }
    return numbers;
  }

  // Codes moment by moment, so that one step reads one stretch; number 0 of each stretch is "no land", code 0.
  function readCells(bytes, { order }, rows, moments) {
    if (bytes.length !== rows * moments) throw new Error("the states are damaged");
    const stride = rows + 1;
    const cells = new Uint8Array(stride * moments);
    for (let row = 0, i = 0; row < rows; row++) {
      for (let moment = 0, code = 0; moment < moments; moment++, i++) {
        code = order === "change" ? (code + bytes[i]) & 255 : bytes[i];
        cells[moment * stride + row + 1] = code;
      }
    }
    const stretches = Array.from({ length: moments }, (_, moment) => cells.subarray(moment * stride, (moment + 1) * stride));
    return { stride, at: (moment) => stretches[moment] };
  }

  // Which detail stands behind a row at a moment.
  function readDetails(bytes, { order, width }, moments) {
    const numbers = width === 1 ? bytes : joinPlanes(bytes, width);
    if (order === "change") {
      for (let i = 0; i < bytes.length; i++) if (i % moments) bytes[i] = (bytes[i] + bytes[i - 1]) & 255;
    }
    return (row, moment) => numbers[row * moments + moment];
  }

  // A number per row and moment, or null where none was sent: before the first stop, and where its code has none.
  function readValues(bytes, { kind, decimals, width }, cells, rows, moments, isGiven) {
    const count = bytes.length / width;
    const numbers = kind === "float" ? joinDoubles(bytes, count) : joinPlanes(bytes, width);
    const places = new Int32Array(rows * moments).fill(-1);
    const divisor = Number("1e" + decimals);
    let sent = 0;
    let whole = 0;
    for (let row = 0; row < rows; row++) {
      for (let moment = 1; moment < moments; moment++) {
        if (!isGiven[cells.at(moment)[row + 1]]) continue;
        if (kind !== "float") {
          whole += signed(numbers[sent]);
          numbers[sent] = whole / divisor;
        }
        places[row * moments + moment] = sent++;
      }
    }
    if (sent !== count) throw new Error("the values are damaged");
    return (row, moment) => {
      const at = places[row * moments + moment];
      return at < 0 ? null : numbers[at];
    };
  }

  function joinDoubles(bytes, count) {
    const laid = new Uint8Array(bytes.length);
    for (let plane = 0, at = 0; plane < 8; plane++) for (let i = 0; i < count; i++) laid[8 * i + plane] = bytes[at++];
    return new Float64Array(laid.buffer);
  }

  Object.assign(GT, { countOwners, readCells, readDetails, readLevel, readValues, unpack });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
