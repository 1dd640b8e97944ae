// The search box of every page: a number like a 個人番号 never leaves the page, `/` leads to the box, and words of the site
// complete what is typed, for which nothing is fetched before the first key.

import { isPersonalNumber, mayBecomePersonalNumber } from "./number.js";
import { words } from "./words.js";

for (const form of document.querySelectorAll("form[data-search-box]")) {
  const input = form.elements.q;
  const warning = document.createElement("p");
  warning.className = "search-refused";
  warning.dataset.refused = "";
  warning.setAttribute("role", "alert");
  warning.hidden = true;
  warning.textContent = words["search.refused"];
  form.append(warning);
  // The pattern of the box is coarse; it is for browsers that run no script.
  input.removeAttribute("pattern");
  input.removeAttribute("title");
  const look = () => {
    const refused = isPersonalNumber(input.value);
    if (!refused) warning.hidden = true;
    return refused;
  };
  form.addEventListener("submit", (event) => {
    if (!look()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    warning.hidden = false;
    input.focus();
  });
  input.addEventListener("input", look);
  // The search page completes with what it searches with. For what may become a number nothing is fetched.
  if (form.dataset.engine && !document.querySelector("#search")) {
    const offer = () => {
      if (isPersonalNumber(input.value) || mayBecomePersonalNumber(input.value)) return;
      input.removeEventListener("input", offer);
      import("./box-complete.js").then(({ offering }) => offering(input), () => {});
    };
    input.addEventListener("input", offer);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  if (at instanceof HTMLElement && (at.isContentEditable || at.matches("input, textarea, select"))) return;
  const input = document.querySelector("form[data-search-box] input[type=search]");
  if (!input) return;
  event.preventDefault();
  input.focus();
  input.select();
});
