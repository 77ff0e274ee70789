// ICU messages as the language files hold them: arguments, plural, select, selectordinal, # and quoted text. Plural
// rules are the browser's own (CLDR, as in Python); where it has none, a number is one or other.
(function (GT) {
  "use strict";

  const rules = {};

  function categoryOf(lang, number, type) {
    const name = lang + " " + type;
    try {
      rules[name] = rules[name] || new Intl.PluralRules(lang, { type });
      return rules[name].select(number);
    } catch (error) {
      return type === "cardinal" && number === 1 ? "one" : "other";
    }
  }

  // A message as a list of texts, of names and of choices {name, kind, options}.
  function parse(text) {
    let at = 0;

    function word() {
      const found = /** @type {RegExpExecArray} */ (/^\s*([^\s{},]*)\s*/.exec(text.slice(at)));
      at += found[0].length;
      return found[1];
    }

    function argument() {
      const name = word();
      if (text[at++] === "}") return { name };
      const kind = word();
      at += 1; // the comma
      const options = {};
      for (let key = word(); key; key = word()) {
        at += 1; // its brace
        options[key] = message(kind !== "select");
      }
      at += 1; // the last brace
      return { name, kind, options };
    }

    function message(counts) {
      const parts = [];
      let plain = "";
      const keep = () => {
        if (plain) parts.push(plain);
        plain = "";
      };
      while (at < text.length && text[at] !== "}") {
        const letter = text[at++];
        if (letter === "'" && text[at] === "'") {
          plain += "'";
          at += 1;
        } else if (letter === "'" && /[{}#|]/.test(text[at] || "")) {
          const end = text.indexOf("'", at);
          plain += text.slice(at, end < 0 ? text.length : end);
          at = end < 0 ? text.length : end + 1;
        } else if (letter === "{") {
          keep();
          parts.push(argument());
        } else if (letter === "#" && counts) {
          keep();
          parts.push({ kind: "count" });
        } else {
          plain += letter;
        }
      }
      keep();
      at += 1;
      return parts;
    }

    return message(false);
  }

  function fill(parts, values, lang, number, count) {
    const shown = (value) => (typeof value === "number" ? number(value) : String(value));
    return parts.map((part) => {
      if (typeof part === "string") return part;
      if (part.kind === "count") return shown(count);
      const value = values[part.name];
      if (!part.kind) return value === undefined ? "{" + part.name + "}" : shown(value);
      const { options } = part;
      if (part.kind === "select") return fill(options[value] || options.other, values, lang, number, count);
      const category = categoryOf(lang, Number(value), part.kind === "plural" ? "cardinal" : "ordinal");
      return fill(options["=" + value] || options[category] || options.other, values, lang, number, Number(value));
    }).join("");
  }

  const known = new Map();

  // The sentence of a message; number writes a number as the language does.
  function formatMessage(text, values, lang, number) {
    if (!/[{']/.test(text)) return text;
    if (!known.has(text)) known.set(text, parse(text));
    return fill(known.get(text), values || {}, lang, number || String, 0);
  }

  Object.assign(GT, { formatMessage });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
