// Typing a date: a button opens a field; what cannot be read or shown is said beside it.
(function (GT) {
  "use strict";

  // `read` gives { date } or { problem } for a text, `write` the text to begin with, `hint` what may be typed.
  /** @param {View} view */
  function createDateForm(view, { read, write, hint }) {
    const form = view.ui("date-form");
    const field = view.ui("date-text");
    const opener = view.ui("date-open");
    if (!form) return;

    function toggle(open, refocus) {
      form.hidden = !open;
      opener.setAttribute("aria-expanded", String(open));
      view.ui("date").classList.toggle("typing", open);
      if (open) {
        field.value = write();
        field.select();
        field.focus();
      } else if (refocus) {
        opener.focus();
      }
      judge("");
    }

    function judge(problem) {
      GT.setText(view.ui("date-hint"), problem || hint());
      view.ui("date-hint").classList.toggle("wrong", Boolean(problem));
      if (problem) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }

    opener.addEventListener("click", () => toggle(form.hidden, true));
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") toggle(false, true); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { date, problem } = read(field.value);
      if (problem) {
        judge(problem);
        view.announce(problem);
        field.focus();
        return;
      }
      if (!view.set({ date })) view.announce();
      toggle(false, true);
    });
  }

  Object.assign(GT, { createDateForm });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
