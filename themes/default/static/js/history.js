// Before and after of a change beside the item it is about: taken from the row of the log on this page when the
// history is opened for the first time, so that the page itself says everything once.

import { anchor } from "./anchor.js";

document.addEventListener(
  "toggle",
  (event) => {
    const history = event.target;
    if (!(history instanceof HTMLDetailsElement) || !history.open || !history.matches(".history:not([data-filled])")) {
      return;
    }
    history.dataset.filled = "";
    for (const link of history.querySelectorAll('li > a[href^="#"]')) {
      const row = document.getElementById(anchor(link.hash));
      const sides = row?.querySelector(".sides");
      if (!sides) continue;
      const copy = sides.cloneNode(true);
      for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");
      link.parentElement.append(copy);
    }
  },
  true,
);
