// Colours by something other than the state: classes as given per stop, or years counted to the very day shown.
(function (GT) {
  "use strict";

  const YEAR = 365.2425; // days

  function createClasses(view) {
    const { scale } = view.data;
    if (!scale) return () => null;
    view.root.classList.add("by-class");
    scale.classes.forEach((entry, index) => view.root.style.setProperty("--class-" + index, entry.color));

    // A value on a break opens the class above it; the first and the last class are open outwards.
    function place(value) {
      return scale.classes.slice(1).filter((entry) => value >= entry.from).length;
    }

    function countYears(situation, date) {
      const today = GT.dayNumber(date);
      const classes = situation.since.map((day) => (day ? place((today - GT.dayNumber(day)) / YEAR) : null));
      const letters = situation.speakers.map((index) => (index < 0 ? "-" : classes[index] === null ? "." : String(classes[index])));
      const totals = scale.classes.map((entry, number) => {
        const painted = scale.km2.filter((km2, face) => letters[face] === String(number));
        const count = view.data.places.filter((place, index) => place.drawn && classes[index] === number).length;
        return { count: painted.length ? count : 0, km2: painted.reduce((sum, km2) => sum + km2, 0) };
      });
      return { letters, totals };
    }

    // One letter a face (a class, "-" for the colour of its state, "." for no figure) and the totals per class.
    return function classesOn(situation, date) {
      if (situation.since) return countYears(situation, date);
      return situation.classes ? { letters: situation.classes, totals: situation.class_totals } : null;
    };
  }

  Object.assign(GT, { createClasses });
})((window.GeoTimeMaps = window.GeoTimeMaps || {}));
