// What encode.py wrote, back as typed arrays: boundaries as shared arcs, codes by time, values by area.
(function (GT) {
  "use strict";

  async function unpack(text) {
    const packed = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text.trim()) : fromBase64(text.trim());
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function fromBase64(text) {
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

  // Codes time by time, so that one step reads one stretch; number 0 of each stretch is "no area", code 0.
  function readCells(bytes, order, areas, times) {
    if (bytes.length !== areas * times) throw new Error("the states are damaged");
    const cells = new Uint8Array((areas + 1) * times);
    const stride = areas + 1;
    for (let area = 0, i = 0; area < areas; area++) {
      for (let time = 0, code = 0; time < times; time++, i++) {
        code = order === "change" ? (code + bytes[i]) & 255 : bytes[i];
        cells[time * stride + area + 1] = code;
      }
    }
    return { stride, at: (time) => cells.subarray(time * stride, (time + 1) * stride) };
  }

  // A number per area and time, or null where none was sent: where the code is `missing`, or 0 for no land.
  function readValues(bytes, kind, step, cells, areas, times, missing) {
    const count = bytes.length / 4;
    const codes = new Int32Array(areas * times);
    const given = new Uint8Array(areas * times);
    let sent = 0;
    let value = 0;
    for (let area = 0, i = 0; area < areas; area++) {
      for (let time = 0; time < times; time++, i++) {
        if (cells.at(time)[area + 1] <= missing) continue;
        const plane = (bytes[sent] | (bytes[sent + count] << 8) | (bytes[sent + 2 * count] << 16)) + bytes[sent + 3 * count] * 16777216;
        value += signed(plane);
        codes[i] = value;
        given[i] = 1;
        sent++;
      }
    }
    if (sent !== count) throw new Error("the values are damaged");
    const write = kind === "digits" ? fromDigits : (code) => Number((code * step).toPrecision(12));
    return (area, time) => (given[area * times + time] ? write(codes[area * times + time]) : null);
  }

  function fromDigits(code) {
    if (code === 0) return 0;
    const place = Math.abs(code) - 1;
    const digits = 100 + (place % 900);
    const power = Math.floor(place / 900) - 30 - 2;
    return Math.sign(code) * Number(digits + "e" + power);
  }

  Object.assign(GT, { countOwners, readCells, readLevel, readValues, unpack });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
