// Elements are made, never parsed from text: whatever a package says stays text.
(function (GT) {
  "use strict";

  /** @param {string} tag @param {Object<string, any>} [attributes] @param {...any} children @returns {HTMLElement} */
  function make(tag, attributes, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }

  /** @param {string} tag @param {Object<string, any>} [attributes] @param {...any} children @returns {SVGElement} */
  function draw(tag, attributes, ...children) {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
  }

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== "" && child !== false) element.append(child);
    }
    return element;
  }

  function setText(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  function swatch(fillValue) {
    return draw("svg", { class: "swatch", viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true" },
      draw("rect", { class: "key", fill: fillValue, x: 1, y: 1, width: 16, height: 16, rx: 3 }));
  }

  function icon(d) {
    return draw("svg", { class: "icon", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" }, draw("path", { d }));
  }

  /** @param {View} view */
  function cite(view, numbers) {
    return (numbers || []).map((n) => make("a", { class: "cite", href: "#source-" + n, "aria-label": view.say("ui.source") + " " + n }, String(n)));
  }

  /** @param {HTMLCanvasElement} canvas @returns {CanvasRenderingContext2D} */
  function brushOf(canvas) {
    return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  }

  function isCalm() {
    return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  // Long work goes in slices: between them the browser answers the reader.
  function pause() {
    return new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(channel.port1.close());
      channel.port2.postMessage(0);
    });
  }

  // Once what was drawn is on its way to the screen: a task after the frame's own.
  function nextPicture() {
    return new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(resolve));
      setTimeout(resolve, document.hidden ? 0 : 1000); // a hidden tab and a frame out of sight paint nothing
    });
  }

  Object.assign(GT, { brushOf, cite, draw, icon, isCalm, make, nextPicture, pause, setText, swatch });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
