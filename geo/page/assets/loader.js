// The page's styles, scripts and data are compressed in the file; open them, in order, or leave the picture and say so.
(async () => {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%.()*+-;,=:?@^_`{|}~";
  const values = new Uint8Array(128);
  for (let i = 0; i < 85; i++) values[digits.charCodeAt(i)] = i;
  // Base85, five letters for four bytes; the last group may be short. Halves of a word are small numbers, which cost no memory.
  const decode = (text) => {
    const missing = (5 - (text.length % 5)) % 5;
    const letters = new TextEncoder().encode(text + "~".repeat(missing));
    const bytes = new Uint8Array((letters.length / 5) * 4);
    for (let i = 0, at = 0; i < letters.length; at += 4) {
      const four = ((values[letters[i++]] * 85 + values[letters[i++]]) * 85 + values[letters[i++]]) * 85 + values[letters[i++]];
      const low = (four & 65535) * 85 + values[letters[i++]];
      const high = (four >> 16) * 85 + (low >> 16);
      bytes[at] = high >> 8;
      bytes[at + 1] = high;
      bytes[at + 2] = low >> 8;
      bytes[at + 3] = low;
    }
    return bytes.subarray(0, bytes.length - missing);
  };
  const open = (element) => {
    const { readable, writable } = new DecompressionStream("deflate-raw");
    const writer = writable.getWriter();
    writer.write(decode(element.textContent)).then(() => writer.close()).catch(() => {}); // what is wrong, the reader of the other end hears
    return new Response(readable).text();
  };
  const root = document.documentElement;
  const packed = Array.from(document.querySelectorAll("script[data-packed]"));
  const texts = packed.map(open);
  for (const [index, element] of packed.entries()) {
    if (element.dataset.packed !== "styles") continue;
    // Rules that wait go where the sheet has holes for them.
    const late = JSON.parse(await texts[index]);
    const sheet = document.querySelector("style[data-late]").firstChild;
    sheet.data = sheet.data.replace(/\/\*(\d+)\*\//g, (hole, number) => late[number]);
  }
  // From its first picture on the page stands as it will stand: nothing moves when the scripts are there.
  const { hash } = window.location;
  if (/^#embed(&|$)/.test(hash)) document.body.dataset.view = "embed";
  root.classList.toggle("elsewhere", /[#&](date|only|series|step|compare)=/.test(hash)); // the still picture is not what was asked for
  const pause = () => new Promise((resolve) => setTimeout(resolve));
  // A small map that opens in a blink is the first picture itself; else the still picture is.
  if (performance.now() > 300 || document.querySelector('[id*="-level-"]')) {
    root.classList.replace("opening", "live");
    await pause();
  }
  for (const [index, element] of packed.entries()) {
    const text = await texts[index];
    if (element.dataset.packed === "data") element.textContent = text;
    else if (element.dataset.packed === "scripts") for (const code of JSON.parse(text)) {
      const script = document.createElement("script");
      script.textContent = code;
      document.body.append(script);
      await pause(); // a script a task: the page answers between them
    }
  }
})().catch((error) => {
  document.documentElement.classList.remove("opening", "live");
  document.documentElement.classList.add("failed");
  const problem = document.querySelector('[data-ui="problem"]');
  if (problem) problem.hidden = false;
  window.console.warn("geo: " + error.message);
});
