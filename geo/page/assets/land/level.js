// What encode.py wrote, back as typed arrays: boundaries as arcs that neighbours share. Only a map drawn as pixels has them.
(function (GT) {
  "use strict";

  const { signed } = GT;
  const SLICE = 200000; // numbers read at a time

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

  // In slices, so that the browser answers between them.
  async function readLevel(bytes, zoom, units) {
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
      for (let i = 0, value = 0; i < vertices; i++) {
        points[2 * i + axis] = value += signed(next());
        if (i % SLICE === SLICE - 1) await GT.pause();
      }
    }
    await GT.pause();
    const useStarts = new Uint32Array(count + 1);
    for (let i = 0; i < count; i++) useStarts[i + 1] = useStarts[i] + next();
    let awaited = 0;
    const uses = fill(new Uint32Array(useCount), () => {
      const back = next();
      return back ? awaited - back : awaited++;
    });
    await GT.pause();
    if (grain > 1) {
      for (let axis = 0; axis < 2; axis++) for (let i = axis; i < points.length; i += 2) points[i] = points[i] * grain + next();
    }
    await GT.pause();
    if (!reader.isAtEnd()) throw new Error("the boundaries of zoom " + zoom + " are damaged");
    const measured = measure(starts, points, uses, useStarts);
    await GT.pause();
    return Object.assign({ zoom, units, count, starts, points, uses, useStarts }, measured);
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

  Object.assign(GT, { countOwners, readLevel });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
