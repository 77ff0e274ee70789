// A page in somebody's article: less of it (#embed), its height told to the frame's owner.
(function (GT) {
  "use strict";

  function tellHeight() {
    const height = document.body.dataset.view === "embed" ? window.innerHeight : document.documentElement.scrollHeight;
    window.parent.postMessage({ type: "geo-height", height }, "*");
  }

  /** @param {View} view */
  function createEmbed(view, mapView) {
    GT.leaveScrolling(mapView.map);
    if (view.isEmbedded) {
      const credit = view.ui("embed-credit");
      view.on((changed) => {
        if (!(changed.date || changed.lang || changed.place || changed.series || changed.compare)) return;
        credit.replaceChildren(GT.make("a", { href: GT.address(view).replace(/#embed&?/, "#"), target: "_blank", rel: "noopener" }, view.say("ui.embed_open")), " \u00b7 ", view.pick(view.data.credit));
      });
    }
    if (!GT.isFramed()) return;
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
