// Start: read what the page carries, wire the pieces, say so; or say in words why not, and leave the picture.
(function (GT) {
  "use strict";

  function readData(options) {
    if (options.data) return options.data;
    const script = document.getElementById("geo-data");
    if (!script) throw new Error("the page carries no data");
    return JSON.parse(script.textContent);
  }

  // The map in the plane of the page's data.
  function makeMap(id, options) {
    return window.L.map(id, Object.assign({}, options, { crs: GT.makeCrs(readData({}).plane) }));
  }

  function showProblem(error) {
    const root = document.documentElement;
    if (root.dataset.ready) return;
    root.classList.remove("live");
    root.classList.add("failed");
    const problem = document.querySelector('[data-ui="problem"]');
    const still = document.querySelector('[data-ui="still"]');
    const svg = document.querySelector("svg.geo-map");
    if (still && svg && !still.contains(svg)) {
      svg.removeAttribute("style");
      svg.setAttribute("class", "geo-map");
      still.append(svg);
    }
    if (problem) problem.hidden = false;
    window.console.warn("geo: " + (error && error.message));
  }

  function start(map, options) {
    const chosen = options || {};
    try {
      const root = chosen.root || document.querySelector('[data-ui="page"]');
      const svg = chosen.svg || document.querySelector("svg.geo-map");
      if (!root || !svg) throw new Error("the page lacks its drawing");
      const view = GT.createView(readData(chosen), root, svg);
      view.announce = () => {};
      view.classesOn = GT.createClasses(view);
      document.documentElement.classList.add("live");
      const mapView = GT.createMapView(view, map);
      mapView.place();
      GT.createHeading(view);
      const timeline = GT.createTimeline(view);
      GT.createCurve(view, timeline);
      GT.createLegend(view);
      GT.createCard(view, GT.createTable(view, mapView));
      GT.createPanel(view, mapView);
      GT.createTwin(view, mapView);
      GT.createAbout(view);
      Object.assign(view.state, GT.readHash(view));
      view.refresh();
      GT.followHash(view, timeline.isPlaying);
      document.documentElement.dataset.ready = "true";
      return view;
    } catch (error) {
      showProblem(error);
      return null;
    }
  }

  // Whatever stops the scripts before they are ready must not leave the reader before a blank page.
  window.addEventListener("error", (event) => showProblem(event.error || event));
  window.addEventListener("load", () => {
    if (!document.documentElement.dataset.ready) showProblem(new Error("the map did not start"));
  });

  Object.assign(GT, { makeMap, start });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
