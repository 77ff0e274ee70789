// Where the parts of a series stand: around the map on a page of our own, over the map on anyone else's.
(function (GT, L) {
  "use strict";
  if (!L) return;

  const TOOLS = [["zoom_in", "plus"], ["zoom_out", "minus"], ["reset", "home"], ["full", "full"]];

  function makeBoxes(map) {
    const bars = GT.make("div", { class: "geo-bars" });
    const corner = GT.make("div", { class: "geo-legends" });
    for (const element of [bars, corner]) {
      L.DomEvent.disableClickPropagation(element);
      L.DomEvent.disableScrollPropagation(element);
    }
    return { box: map.getContainer(), bars, corner };
  }

  // One stack of bars per map, at its foot; Leaflet's own lower corners move up to make room.
  function createBars(map) {
    const { box, bars, corner } = makeBoxes(map);
    box.append(bars, corner);
    const measure = () => box.style.setProperty("--geo-bars", bars.offsetHeight + "px");
    if (window.ResizeObserver) new ResizeObserver(measure).observe(bars);
    return {
      add(layer) {
        bars.append(layer._view.root);
        corner.append(layer._legend);
        measure();
      },
      addTools: (layer, tools) => layer._legend.append(tools),
      remove(layer) {
        layer._view.root.remove();
        layer._legend.remove();
        measure();
      },
      goHome: () => {},
    };
  }

  // Our own page: title above, date and tools on the map, legend and table beside it, the timeline below.
  function createPage(map) {
    const { box, bars, corner } = makeBoxes(map);
    const head = GT.make("header", { class: "geo-mast" });
    box.before(head);
    box.after(bars, corner);
    let home = null; // the layer that the map opens on
    let moved = false; // by the reader: until then the map keeps its areas in view, whatever becomes of its size

    function goHome() {
      moved = false;
      if (!home) return;
      if (map._animatingZoom) { // Leaflet lets nothing interrupt a zoom
        map.once("zoomend", goHome);
        return;
      }
      map.invalidateSize({ animate: false, pan: false }); // what stands around it has taken its room
      const { x, y } = map.getSize();
      const roomy = x > 640 && y > 360;
      GT.freeView(map);
      map.fitBounds(home.getBounds(), { animate: false, paddingTopLeft: roomy ? [20, 56] : [8, 44], paddingBottomRight: roomy ? [60, 24] : [8, 56] });
      GT.keepView(map, home.plane());
    }

    function makeTools(say) {
      const act = {
        zoom_in: () => { moved = true; map.zoomIn(0.75); },
        zoom_out: () => { moved = true; map.zoomOut(0.75); },
        reset: goHome,
        full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {}),
      };
      const tools = GT.make("div", { class: "geo-tools" }, TOOLS.filter(([name]) => name !== "full" || document.fullscreenEnabled).map(([name, icon]) => {
        const button = GT.make("button", { type: "button", "aria-label": say("ui." + name) }, GT.icon(icon));
        button.addEventListener("click", act[name]);
        return button;
      }));
      L.DomEvent.disableClickPropagation(tools);
      new (L.Control.extend({ onAdd: () => tools }))({ position: "topright" }).addTo(map);
    }

    const note = () => { moved = true; };
    map.on("dragstart", note);
    for (const kind of ["wheel", "dblclick", "touchmove"]) box.addEventListener(kind, note, { passive: true });
    box.addEventListener("keydown", (event) => { if (/^(Arrow.*|[-+=])$/.test(event.key)) note(); });
    if (window.ResizeObserver) {
      const paper = window.matchMedia("print");
      new ResizeObserver(() => {
        if (paper.matches) return;
        map.invalidateSize({ animate: false, pan: false });
        if (!moved) goHome();
      }).observe(box);
    }
    return {
      add(layer, opensOn) {
        const view = layer._view;
        if (opensOn && !home) {
          home = layer;
          if (view.ui("title")) head.append(view.ui("title"));
          box.append(view.ui("dateline"));
          L.DomEvent.disableClickPropagation(view.ui("dateline"));
          makeTools(view.say);
          GT.makeScale(map, view).addTo(map);
          layer.options.paper = { width: 688, height: 420 };
        }
        if (layer === home) box.append(view.ui("dateline"));
        bars.append(view.root);
        corner.append(layer._legend);
      },
      addTools: (layer, tools) => (layer === home ? head : layer._legend).append(tools),
      remove(layer) {
        layer._view.root.remove();
        layer._legend.remove();
        if (layer === home) layer._view.ui("dateline").remove();
      },
      goHome,
    };
  }

  function barsOf(map) {
    const isOwn = document.documentElement.classList.contains("geo-own");
    map._geoBars = map._geoBars || (isOwn ? createPage : createBars)(map);
    return map._geoBars;
  }

  Object.assign(GT, { barsOf });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}), window.L);
