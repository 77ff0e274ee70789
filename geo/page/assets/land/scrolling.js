// Scrolling is left to the article, the notebook or the app that a map stands in.
(function (GT) {
  "use strict";

  const isFramed = () => {
    try {
      return window.self !== window.top;
    } catch (error) {
      return true;
    }
  };

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

  Object.assign(GT, { isFramed, leaveScrolling });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
