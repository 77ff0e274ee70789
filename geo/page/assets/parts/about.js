// The section "About these figures" is in the page already; here it only changes its language.
(function (GT) {
  "use strict";

  function createAbout(view) {
    const texts = view.data.about;
    if (!texts) return;
    view.on((changed) => {
      if (!changed.lang) return;
      for (const element of view.root.querySelectorAll("[data-about]")) {
        GT.setText(element, view.pick(texts[element.dataset.about] || {}) || element.textContent);
      }
    });
  }

  Object.assign(GT, { createAbout });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
