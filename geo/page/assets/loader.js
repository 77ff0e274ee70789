// The page's scripts and data are compressed in the file; open them, in order, or leave the picture and say so.
(async () => {
  const open = async (element) => {
    const bytes = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
  };
  const packed = Array.from(document.querySelectorAll("script[data-packed]"));
  const texts = await Promise.all(packed.map(open));
  packed.forEach((element, index) => {
    if (element.dataset.packed === "data") element.textContent = texts[index];
    else for (const text of JSON.parse(texts[index])) {
      const script = document.createElement("script");
      script.textContent = text;
      document.body.append(script);
    }
  });
})().catch((error) => {
  document.documentElement.classList.add("failed");
  const problem = document.querySelector('[data-ui="problem"]');
  if (problem) problem.hidden = false;
  window.console.warn("geo: " + error.message);
});
