// Run in a page: every text that a reader cannot read whole, as sentences; nothing where all is well.
// `printed`: paper is one long sheet, nothing scrolls and nothing is over the fold.
async (printed) => {
  await new Promise((go) => setTimeout(go, 250)); // names are set after the window stands still
  const found = new Set();
  const say = (what, text, more) => found.add(`${what}: "${text.trim().replace(/\s+/g, " ").slice(0, 60)}"${more ? " " + more : ""}`);
  const name = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : e.dataset && e.dataset.ui ? "[" + e.dataset.ui + "]" : e.classList && e.classList.length ? "." + Array.from(e.classList).join(".") : "");
  const pen = document.createElement("canvas").getContext("2d");

  function textWidth(text, style) {
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return pen.measureText(text).width;
  }
  function spoken(element) { // only for those who listen
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.clipPath === "inset(50%)" || style.opacity === "0") return true;
    }
    return false;
  }
  // What hides a text at its edges: the nearest ancestors that cut, up to one that the reader can scroll.
  function cutters(element) {
    const cut = [];
    for (let e = element; e && e !== document.documentElement; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.position === "fixed") return cut;
      if (style.overflowX !== "visible" || style.overflowY !== "visible") {
        if (style.display === "inline" || e instanceof SVGElement && !(e.tagName === "svg")) continue;
        cut.push({ e, box: e.getBoundingClientRect(), x: style.overflowX, y: style.overflowY });
      }
    }
    return cut;
  }
  const scrolls = (how) => how === "auto" || how === "scroll";
  // A text shortened on purpose, with a button beside it that shows the rest.
  const opens = (e) => e.closest("[id]") && Array.from(document.querySelectorAll(`[aria-controls="${e.closest("[id]").id}"][aria-expanded=false]`)).some((b) => b.checkVisibility());

  const lines = []; // of text, each with its box as far as it can be seen
  function gather() {
    lines.length = 0;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const e = node.parentElement;
      if (!node.data.trim() || !e || e.closest("script, style, noscript:not(:has(*)), title, desc, textarea, option, defs")) continue;
      if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }) || spoken(e)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) lines.push({ node, e, box, text: node.data });
    }
  }

  function checkEdges() {
    for (const { e, box, text } of lines) {
      let seen = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
      for (const cut of cutters(e)) {
        const over = { x: Math.max(cut.box.left - seen.left, seen.right - cut.box.right), y: Math.max(cut.box.top - seen.top, seen.bottom - cut.box.bottom) };
        const sideways = over.x > 1.5 && cut.x !== "visible", upright = over.y > 0.45 * box.height && cut.y !== "visible";
        if (sideways && !(scrolls(cut.x) && cut.e.tabIndex === 0 && !printed) && !opens(e)) say("cut at the side", text, `by ${Math.round(over.x)} px in ${name(cut.e)}`);
        if (upright && !(scrolls(cut.y) && !printed) && !opens(e)) say("cut above or below", text, `in ${name(cut.e)}`);
        if (scrolls(cut.x) || scrolls(cut.y)) { seen = null; break; }
      }
      const wide = document.documentElement.clientWidth;
      if (seen && !e.closest("svg") && (box.right > wide + 1 || box.left < -1)) say("outside the page", text, `${Math.round(box.right)} of ${wide} px`);
      const holder = !opens(e) && e.closest("button, th, td, summary, label, li, dd, dt, .leaflet-control-scale-line, .legend, .drop-body, .card, .tip, .caption, .masthead-title");
      if (holder) {
        const edge = holder.getBoundingClientRect();
        if (box.right > edge.right + 2 || box.left < edge.left - 2) say("wider than what holds it", text, name(holder));
        if (box.bottom > edge.bottom + 3 || box.top < edge.top - 3) say("taller than what holds it", text, name(holder));
      }
    }
    for (const e of document.querySelectorAll("select, input:not([type=range], [type=checkbox], [type=radio])")) {
      if (!e.checkVisibility({ visibilityProperty: true }) || spoken(e)) continue;
      const style = getComputedStyle(e);
      const text = e.tagName === "SELECT" ? (e.selectedOptions[0] || {}).text || "" : e.value || e.placeholder;
      const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      if (textWidth(text, style) > room + 1) say("too long for its field", text, `${Math.round(textWidth(text, style))} of ${Math.round(room)} px in ${name(e)}`);
    }
    for (const e of document.querySelectorAll("svg text.label:not(.crowded)")) {
      const frame = e.closest(".map-frame, .folium-map");
      if (!frame || !e.checkVisibility({ visibilityProperty: true })) continue;
      const box = e.getBoundingClientRect(), edge = frame.getBoundingClientRect();
      if (box.width && (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1)) say("name beyond the map", e.textContent);
    }
  }

  const LAID = "thead, .warning, .card, .drop-body, .tip, .caption-box.open, .skip";
  const opaque = (e) => {
    const style = getComputedStyle(e);
    return style.opacity !== "0" && (style.backgroundColor !== "rgba(0, 0, 0, 0)" || /^(img|canvas|svg)$/i.test(e.tagName));
  };

  // Two texts on one another, or one under something else, in what the window shows now.
  function checkCovers() {
    const shown = [];
    for (const line of lines) {
      let { left, right, top, bottom } = line.box;
      for (const cut of cutters(line.e)) {
        left = Math.max(left, cut.box.left); right = Math.min(right, cut.box.right);
        top = Math.max(top, cut.box.top); bottom = Math.min(bottom, cut.box.bottom);
      }
      left = Math.max(left, 0); top = Math.max(top, 0);
      right = Math.min(right, document.documentElement.clientWidth); bottom = Math.min(bottom, innerHeight);
      if (right - left < 2 || bottom - top < 0.6 * line.box.height) continue;
      const middle = (top + bottom) / 2;
      const scroller = cutters(line.e).find((cut) => scrolls(cut.y));
      let covered = null;
      for (const x of [left + 1, left + (right - left) / 4, (left + right) / 2, right - (right - left) / 4, right - 1]) {
        const stack = document.elementsFromPoint(x, middle);
        const own = stack.findIndex((e) => e.contains(line.e) || line.e.contains(e));
        const over = stack.slice(0, Math.max(own, 0)).find((e) => opaque(e) && !(e.closest("svg") && line.e.closest("svg")));
        if (!over) continue;
        const stuck = over.closest(LAID); // lies over on purpose
        if (stuck && (!stuck.matches("thead, .warning") || scroller && scroller.e.contains(stuck) || !printed && stuck.parentElement.contains(line.e))) { covered = "on purpose"; break; }
        covered = over;
        break;
      }
      if (covered === "on purpose") continue;
      if (covered) say("under something", line.text, name(covered.closest("[class]") || covered));
      else shown.push({ ...line, left, right, top, bottom });
    }
    shown.sort((a, b) => a.top - b.top);
    shown.forEach((one, i) => {
      for (let j = i + 1; j < shown.length && shown[j].top < one.bottom; j++) {
        const two = shown[j];
        if (one.e === two.e || one.e.contains(two.e) || two.e.contains(one.e)) continue;
        const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
        const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
        if (wide > 3 && high > 0.35 * Math.min(one.box.height, two.box.height)) say("on one another", one.text, `and "${two.text.trim().slice(0, 40)}"`);
      }
    });
  }

  const touch = new CSSStyleSheet();
  touch.replaceSync("* { pointer-events: auto !important; } input[type=range] { pointer-events: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, touch];
  const start = [scrollX, scrollY];
  gather();
  checkEdges();
  const high = document.documentElement.scrollHeight;
  const wide = document.documentElement;
  if (!printed && wide.scrollWidth > wide.clientWidth + 1) say("the page is too wide", `${wide.scrollWidth} of ${wide.clientWidth} px`);
  for (let top = 0; top < Math.min(high, 12 * innerHeight); top += Math.max(innerHeight - 80, 100)) {
    scrollTo(0, top);
    await new Promise((go) => setTimeout(go, 30));
    gather();
    checkCovers();
  }
  scrollTo(...start);
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== touch);
  return Array.from(found).sort();
}
