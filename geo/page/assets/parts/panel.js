// What stands at the edge: language, layers, map tools, and the panel to link, cite and embed.
(function (GT) {
  "use strict";

  /** @param {View} view */
  function createPanel(view, mapView) {
    const { data, root } = view;

    // ---- language and layers

    const language = view.ui("language");
    language.addEventListener("change", () => view.set({ lang: language.value }));
    const figure = view.ui("figure");
    if (figure) figure.addEventListener("change", () => view.choose(Number(figure.value)));

    for (const box of root.querySelectorAll("input[data-layer]")) {
      box.addEventListener("change", () => switchLayer(box.dataset.layer, box.checked));
    }
    let tiles = null;

    function switchLayer(layer, on) {
      if (layer === "events") root.classList.toggle("no-events", !on);
      if (layer === "tiles" && data.tiles) {
        // the only thing in the page that asks the network for anything, and only once a reader wants it
        tiles = tiles || window.L.tileLayer(data.tiles.url, { attribution: data.tiles.attribution, maxZoom: 13 });
        if (on) tiles.addTo(mapView.map);
        else tiles.remove();
        for (const sheet of mapView.pane.sheets) sheet.classList.toggle("over-tiles", on);
      }
      mapView.show(layer, on);
    }

    // ---- disclosures: one open at a time, closed by Escape or by a press elsewhere

    const drops = Array.from(root.querySelectorAll("details.drop"));
    for (const drop of drops) {
      drop.addEventListener("toggle", () => {
        if (!drop.open) return;
        drops.filter((other) => other !== drop).forEach((other) => { other.open = false; });
        if (drop.dataset.ui === "share") fillShare();
      });
      drop.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !drop.open) return;
        drop.open = false;
        drop.querySelector("summary").focus();
        event.stopPropagation();
      });
    }
    document.addEventListener("pointerdown", (event) => {
      for (const drop of drops) if (drop.open && !drop.contains(event.target)) drop.open = false;
    });

    // ---- link, cite, embed

    function citeText() {
      const used = data.sources.map((source) => "[" + source.n + "] " + [source.title, source.publisher, view.edtf(source.published)].filter(Boolean).join(", ")
        + (source.url ? ", " + source.url : ""));
      const address = GT.address(view);
      return [
        view.say(data.build ? "share.cite_line" : "share.cite_made", { title: view.pick(data.title), date: view.dateLabel(), build: data.build })
          + (address.startsWith("#") || !address ? "" : " " + address),
        used.length ? view.say("ui.sources") + ": " + used.join("; ") : "",
        view.pick(data.credit),
      ].filter(Boolean).join("\n");
    }

    // The print sheet says how it is cited.
    view.on((changed) => {
      if (changed.date || changed.lang || changed.series) GT.setText(view.ui("citation"), citeText().split("\n")[0]);
    });

    function embedText() {
      const quote = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
      const address = GT.address(view).replace(/#|$/, "#embed&").replace(/&$/, "");
      return '<iframe src="' + quote(address) + '" title="' + quote(view.pick(data.title))
        + '" width="100%" height="480" style="border:0" loading="lazy" allowfullscreen></iframe>';
    }

    function fillShare() {
      const texts = { link: GT.address(view), cite: citeText(), embed: embedText() };
      for (const area of root.querySelectorAll("textarea[data-copy]")) area.value = texts[area.dataset.copy];
      GT.setText(view.ui("copied"), "");
    }

    async function copy(kind) {
      const area = root.querySelector('textarea[data-copy="' + kind + '"]');
      let done = false;
      try {
        await navigator.clipboard.writeText(area.value);
        done = true;
      } catch (error) {
        // a frame without that permission: select, and let the older way or the reader's own keys copy it
        area.focus();
        area.select();
        done = document.execCommand("copy");
      }
      const word = view.say(done ? "share.copied" : "share.copy_by_hand");
      GT.setText(view.ui("copied"), word);
      view.announce(word);
    }
    for (const button of root.querySelectorAll("[data-copy-button]")) {
      button.addEventListener("click", () => copy(button.dataset.copyButton));
    }

    // ---- map tools

    const tools = {
      zoom_in: () => mapView.zoom(0.75),
      zoom_out: () => mapView.zoom(-0.75),
      reset: () => mapView.goHome(!GT.isCalm()),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()).catch(() => {}),
    };
    for (const button of root.querySelectorAll("[data-tool]")) {
      if (button.dataset.tool === "full" && !document.fullscreenEnabled) button.hidden = true;
      button.addEventListener("click", tools[button.dataset.tool]);
    }

    GT.createDownloads(view, mapView.map, mapView.pane, root, root.querySelectorAll("[data-download]"));

    view.on((changed) => {
      if (changed.lang) language.value = view.state.lang;
      if (figure && (changed.series || changed.lang)) {
        for (const option of figure.options) option.text = view.pick(data.series[Number(option.value)].names) || option.text;
        figure.value = String(view.state.series);
      }
      const share = view.ui("share");
      if (share && share.open) fillShare();
    });
  }

  Object.assign(GT, { createPanel });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
