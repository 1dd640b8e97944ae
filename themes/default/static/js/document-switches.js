// The switches of the page: those that need a script appear, and each is as the reader left it on any document.

import { hold } from "./document-place.js";

const PREFIX = "kohyo.document.";

/** Shows the switches, sets them as they were, and keeps what the reader chooses. */
export function remember() {
  const view = document.getElementById("view");
  if (!view) return;
  // What a switch adds above must not move what is being read.
  let release = null;
  for (const before of ["pointerdown", "keydown"]) {
    view.addEventListener(before, () => { release = hold(); }, { capture: true });
  }
  view.addEventListener("change", () => requestAnimationFrame(() => release?.()));
  view.hidden = false;
  for (const line of view.querySelectorAll("p[hidden]")) line.hidden = false;
  for (const box of view.querySelectorAll("input[type=checkbox]")) {
    // A browser that goes back has its own memory of the boxes; ours is newer.
    const on = read(box.id) ?? box.checked;
    if (on) view.open = true;
    box.checked = on;
    if (on) box.dispatchEvent(new Event("change", { bubbles: true }));
    box.addEventListener("change", () => write(box.id, box.checked));
  }
}

/** Storage may be full, forbidden or absent; the switches work all the same. */
function read(id) {
  try {
    const value = localStorage.getItem(PREFIX + id);
    return value === null ? undefined : value === "on";
  } catch {
    return undefined;
  }
}

function write(id, on) {
  try {
    if (on) localStorage.setItem(PREFIX + id, "on");
    else localStorage.removeItem(PREFIX + id);
  } catch {
    // Then it is forgotten.
  }
}
