// A page in somebody's article: less of it (#embed), its height told to the frame's owner, and scrolling left to the article.
(function (GT) {
  "use strict";

  const isFramed = () => {
    try {
      return window.self !== window.top;
    } catch (error) {
      return true;
    }
  };

  function tellHeight() {
    const height = document.body.dataset.view === "embed" ? window.innerHeight : document.documentElement.scrollHeight;
    window.parent.postMessage({ type: "geo-height", height }, "*");
  }

  // In a frame the wheel scrolls the article unless Ctrl is held; one finger scrolls where the page can, two move the map.
  function leaveScrolling(map) {
    const box = map.getContainer();
    const pageScrolls = () => document.documentElement.scrollHeight > window.innerHeight + 1;
    box.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && (isFramed() || pageScrolls())) event.stopImmediatePropagation();
    }, { capture: true, passive: true });
    if (!window.matchMedia("(pointer: coarse)").matches) return;
    const settle = () => {
      const free = !isFramed() && !pageScrolls();
      map.dragging[free ? "enable" : "disable"]();
      box.style.touchAction = free ? "none" : "pan-x pan-y";
    };
    settle();
    window.addEventListener("resize", settle);
  }

  /** @param {View} view */
  function createEmbed(view, mapView) {
    leaveScrolling(mapView.map);
    if (view.isEmbedded) {
      const credit = view.ui("embed-credit");
      view.on((changed) => {
        if (!(changed.date || changed.lang || changed.place || changed.series)) return;
        credit.replaceChildren(GT.make("a", { href: GT.address(view).replace(/#embed&?/, "#"), target: "_blank", rel: "noopener" }, view.say("ui.embed_open")), " \u00b7 ", view.pick(view.data.credit));
      });
    }
    if (!isFramed()) return;
    tellHeight();
    if (window.ResizeObserver) new ResizeObserver(tellHeight).observe(document.body);
  }

  // Asked before anything is drawn, so that nothing moves.
  /** @param {View} view */
  function readEmbed(view) {
    view.isEmbedded = /^#embed(&|$)/.test(window.location.hash);
    if (view.isEmbedded) document.body.dataset.view = "embed";
  }

  Object.assign(GT, { createEmbed, readEmbed });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
