// The section "About these figures" is in the page already; here it only changes its language.
(function (GT) {
  "use strict";

  /** @param {View} view */
  function createAbout(view) {
    const texts = view.data.about;
    if (!texts) return;
    // The document's own language is sent once, as the document.
    const own = Array.from(view.root.querySelectorAll("[data-about]"), (element) => [element, element.textContent]);
    view.on((changed) => {
      if (!changed.lang) return;
      const { lang } = view.state;
      for (const [element, text] of own) GT.setText(element, (texts[element.dataset.about] || {})[lang] || text);
    });
  }

  Object.assign(GT, { createAbout });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
