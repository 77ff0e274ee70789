// What cells.py wrote, back as typed arrays: codes by moment, values by row.
(function (GT) {
  "use strict";

  const SLICE = 100000; // numbers read at a time

  async function unpack(text) {
    const { fromBase64 = decodeBase64 } = /** @type {any} */ (Uint8Array); // browsers have it since 2025
    const packed = fromBase64.call(Uint8Array, text.trim());
    const { readable, writable } = new DecompressionStream("deflate");
    const writer = writable.getWriter();
    writer.write(packed).then(() => writer.close()).catch(() => {}); // what is wrong, the reader of the other end hears
    return new Uint8Array(await new Response(readable).arrayBuffer());
  }

  function decodeBase64(text) {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    return bytes;
  }

  const signed = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

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
  // In slices, so that the browser answers between them.
  async function readValues(bytes, { kind, decimals, width }, cells, rows, moments, isGiven) {
    const count = bytes.length / width;
    const numbers = kind === "float" ? joinDoubles(bytes, count) : await addSteps(bytes, width, count, Number("1e" + decimals));
    const places = new Int32Array(rows * moments).fill(-1);
    const slice = Math.ceil(SLICE / moments);
    let sent = 0;
    for (let row = 0; row < rows; row++) {
      if (row % slice === slice - 1) await GT.pause();
      for (let moment = 1, at = row * moments + 1; moment < moments; moment++, at++) {
        if (isGiven[cells.at(moment)[row + 1]]) places[at] = sent++;
      }
    }
    if (sent !== count) throw new Error("the values are damaged");
    return (row, moment) => {
      const at = places[row * moments + moment];
      return at < 0 ? null : numbers[at];
    };
  }

  // Differences of whole numbers, each from the one before, as the numbers; those below 2^24 are quicker to read.
  async function addSteps(bytes, width, count, divisor) {
    const numbers = width > 3 ? joinPlanes(bytes, width) : new Float64Array(count);
    const [second, third] = [width > 1 ? count : -1, width > 2 ? 2 * count : -1];
    for (let i = 0, whole = 0; i < count; i++) {
      if (i % SLICE === SLICE - 1) await GT.pause();
      if (width > 3) {
        whole += signed(numbers[i]);
      } else {
        const step = bytes[i] | (second < 0 ? 0 : bytes[second + i] << 8) | (third < 0 ? 0 : bytes[third + i] << 16);
        whole += (step >>> 1) ^ -(step & 1);
      }
      numbers[i] = whole / divisor;
    }
    return numbers;
  }

  function joinDoubles(bytes, count) {
    const laid = new Uint8Array(bytes.length);
    for (let plane = 0, at = 0; plane < 8; plane++) for (let i = 0; i < count; i++) laid[8 * i + plane] = bytes[at++];
    return new Float64Array(laid.buffer);
  }

  Object.assign(GT, { readCells, readDetails, readValues, signed, unpack });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
