// Area numbers per pixel: each area's even-odd spans, row by row, through the pixels' centres.
(function (GT) {
  "use strict";

  let crossings = new Float64Array(4096);
  let links = new Int32Array(4096);
  const row = new Float64Array(4096);

  function grow() {
    const wider = new Float64Array(crossings.length * 2);
    wider.set(crossings);
    crossings = wider;
    const longer = new Int32Array(links.length * 2);
    longer.set(links);
    links = longer;
  }

  // Write area + 1 into `numbers` (width x height, row by row) wherever an area's land lies under a pixel's centre.
  // A pixel is (x * scale - left, y * scale - top) of a level's units. Returns how many areas were seen and filled.
  function fillAreas(level, { numbers, width, height, scale, left, top }) {
    const { points, starts, uses, useStarts, boxes, arcBoxes, count } = level;
    const heads = new Int32Array(height).fill(-1);
    const specks = [];
    let seen = 0;
    let filled = 0;
    numbers.fill(0);

    for (let area = 0; area < count; area++) {
      const west = boxes[4 * area] * scale - left;
      const north = boxes[4 * area + 1] * scale - top;
      const east = boxes[4 * area + 2] * scale - left;
      const south = boxes[4 * area + 3] * scale - top;
      if (!(east >= 0 && west < width && south >= 0 && north < height)) continue;
      seen++;
      const first = Math.max(0, Math.ceil(north - 0.5));
      const last = Math.min(height - 1, Math.ceil(south - 0.5) - 1);
      let used = 0;
      for (let u = useStarts[area]; u < useStarts[area + 1]; u++) {
        const arc = uses[u];
        if (arcBoxes[4 * arc + 1] * scale - top > height || arcBoxes[4 * arc + 3] * scale - top < 0) continue;
        let i = 2 * starts[arc];
        const end = 2 * starts[arc + 1];
        let x0 = points[i] * scale - left;
        let y0 = points[i + 1] * scale - top;
        for (i += 2; i < end; i += 2) {
          const x1 = points[i] * scale - left;
          const y1 = points[i + 1] * scale - top;
          let from = Math.ceil((y0 < y1 ? y0 : y1) - 0.5);
          let to = Math.ceil((y0 < y1 ? y1 : y0) - 0.5);
          if (from < first) from = first;
          if (to > last + 1) to = last + 1;
          if (from < to) {
            const slope = (x1 - x0) / (y1 - y0);
            let x = x0 + (from + 0.5 - y0) * slope;
            for (let y = from; y < to; y++, x += slope) {
              if (used === crossings.length) grow();
              crossings[used] = x;
              links[used] = heads[y];
              heads[y] = used++;
            }
          }
          x0 = x1;
          y0 = y1;
        }
      }
      const before = filled;
      for (let y = first; y <= last; y++) {
        let size = 0;
        for (let link = heads[y]; link >= 0; link = links[link]) {
          const x = crossings[link];
          let place = size++;
          while (place > 0 && row[place - 1] > x) {
            row[place] = row[place - 1];
            place--;
          }
          row[place] = x;
        }
        heads[y] = -1;
        for (let pair = 0; pair + 1 < size; pair += 2) {
          const begin = Math.max(0, Math.ceil(row[pair] - 0.5));
          const end = Math.min(width, Math.ceil(row[pair + 1] - 0.5));
          if (begin >= end) continue;
          numbers.fill(area + 1, y * width + begin, y * width + end);
          filled += end - begin;
        }
      }
      if (filled === before) specks.push(area);
    }

    // An area too small for any pixel's centre is one pixel, not nothing.
    for (const area of specks) {
      const x = Math.floor(((boxes[4 * area] + boxes[4 * area + 2]) / 2) * scale - left);
      const y = Math.floor(((boxes[4 * area + 1] + boxes[4 * area + 3]) / 2) * scale - top);
      const small = (boxes[4 * area + 2] - boxes[4 * area]) * scale < 3 && (boxes[4 * area + 3] - boxes[4 * area + 1]) * scale < 3;
      if (small && x >= 0 && x < width && y >= 0 && y < height) numbers[y * width + x] = area + 1;
    }
    return { seen, filled };
  }

  // The tiles that fill a code: 16 screen pixels square, one after the other. Marks keep their size on any screen.
  function drawTiles(styles, hatches, density) {
    const bits = density > 2 ? 6 : density > 1 ? 5 : 4;
    const size = 1 << bits;
    const tiles = new Int32Array(styles.length << (2 * bits));
    styles.forEach((style, code) => {
      const [fill, mark] = [packColour(style.fill), packColour(style.mark)];
      const hatch = style.mark ? hatches[style.pattern] : null;
      const step = hatch ? (hatch.tile * Math.max(1, Math.round(16 / hatch.tile))) / size : 0; // whole tiles
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) tiles[(code << (2 * bits)) | (y << bits) | x] = hatch && isMarked(hatch, (x + 0.5) * step, (y + 0.5) * step) ? mark : fill;
      }
    });
    return { bits, tiles, isPlain: styles.map((style) => !style.mark) };
  }

  // Strokes run counter-clockwise from the x axis by an angle, dots stand at two quarters of their tile; y runs downwards.
  function isMarked({ tile, angle, gap, width }, x, y) {
    if (angle === null) return [tile / 4, (3 * tile) / 4].some((at) => Math.hypot((x % tile) - at, (y % tile) - at) < width / 2);
    const turn = (angle * Math.PI) / 180;
    const away = (x * Math.sin(turn) + y * Math.cos(turn)) / gap - 0.5;
    return Math.abs(away - Math.round(away)) * gap < width / 2;
  }

  // Canvas pixels are red, green, blue, alpha in memory; every machine that runs a browser is little-endian.
  function packColour(colour) {
    if (!colour) return 0;
    const number = parseInt(colour.slice(1), 16);
    return ((255 << 24) | ((number & 255) << 16) | (number & 65280) | (number >> 16));
  }

  function createList() {
    let items = new Int32Array(65536);
    let size = 0;
    return {
      clear: () => { size = 0; },
      items: () => items.subarray(0, size),
      room(count) {
        if (size + count > items.length) {
          const wider = new Int32Array(items.length * 2);
          wider.set(items);
          items = wider;
        }
        size += count;
        return items;
      },
      size: () => size,
    };
  }

  // What a step has to colour, from the numbers of a view. Spans: pixels of one row that one area fills, as first
  // pixel, how many, number. Mixed: with `samples` 2, a pixel whose 2 x 2 samples differ, and these four numbers; its
  // colour will be their mean, so that edges look smooth.
  function findSpans(numbers, width, height, samples, spans, mixed) {
    spans.clear();
    mixed.clear();
    const across = width * samples;
    for (let y = 0, i = 0; y < height; y++) {
      let s = y * samples * across;
      let open = 0; // the number of the span that is being read
      let first = i;
      for (let x = 0; x < width; x++, i++, s += samples) {
        let number = numbers[s];
        if (samples === 2 && (numbers[s + 1] !== number || numbers[s + across] !== number || numbers[s + across + 1] !== number)) {
          const at = mixed.size();
          const items = mixed.room(5);
          items[at] = i;
          items[at + 1] = number;
          items[at + 2] = numbers[s + 1];
          items[at + 3] = numbers[s + across];
          items[at + 4] = numbers[s + across + 1];
          number = 0;
        }
        if (number !== open) {
          if (open) keep(spans, first, i - first, open);
          open = number;
          first = i;
        }
      }
      if (open) keep(spans, first, i - first, open);
    }
  }

  function keep(spans, first, length, number) {
    const at = spans.size();
    const items = spans.room(3);
    items[at] = first;
    items[at + 1] = length;
    items[at + 2] = number;
  }

  // Colour the spans and mixed pixels whose codes are others than `before`; all of them when there is no before.
  function paintSpans(pixels, width, { spans, mixed, codes, before, tiles: { bits, tiles, isPlain } }) {
    const mask = (1 << bits) - 1;
    const twice = 2 * bits;
    const painted = spans.items();
    for (let at = 0; at < painted.length; at += 3) {
      const number = painted[at + 2];
      const code = codes[number];
      if (before && before[number] === code) continue;
      const first = painted[at];
      const end = first + painted[at + 1];
      const tile = code << twice;
      if (isPlain[code]) {
        const colour = tiles[tile];
        if (end - first > 24) pixels.fill(colour, first, end);
        else for (let i = first; i < end; i++) pixels[i] = colour;
      } else {
        const y = (first / width) | 0;
        const line = tile | ((y & mask) << bits);
        for (let i = first, x = first - y * width; i < end; i++, x++) pixels[i] = tiles[line | (x & mask)];
      }
    }
    const edges = mixed.items();
    for (let at = 0; at < edges.length; at += 5) {
      const a = edges[at + 1], b = edges[at + 2], c = edges[at + 3], d = edges[at + 4];
      if (before && before[a] === codes[a] && before[b] === codes[b] && before[c] === codes[c] && before[d] === codes[d]) continue;
      const i = edges[at];
      const y = (i / width) | 0;
      const place = ((y & mask) << bits) | ((i - y * width) & mask);
      pixels[i] = mean(
        tiles[(codes[a] << twice) | place], tiles[(codes[b] << twice) | place],
        tiles[(codes[c] << twice) | place], tiles[(codes[d] << twice) | place],
      );
    }
  }

  // Water (0) counts for how much of the pixel is land, not for its colour. Two channels are added at a time.
  function mean(a, b, c, d) {
    const land = (a ? 1 : 0) + (b ? 1 : 0) + (c ? 1 : 0) + (d ? 1 : 0);
    if (land === 0) return 0;
    const redBlue = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff);
    const green = ((a >> 8) & 255) + ((b >> 8) & 255) + ((c >> 8) & 255) + ((d >> 8) & 255);
    if (land === 4) return -16777216 | ((redBlue >> 2) & 0xff00ff) | ((green << 6) & 0xff00);
    const red = ((redBlue & 0xffff) / land) | 0;
    const blue = ((redBlue >>> 16) / land) | 0;
    return (((land * 255) >> 2) << 24) | (blue << 16) | (((green / land) | 0) << 8) | red;
  }

  Object.assign(GT, { createList, drawTiles, fillAreas, findSpans, paintSpans });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
