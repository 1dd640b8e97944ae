// The switches of the page: those that need a script appear, and each is as the reader left it on any document.

const PREFIX = "kohyo.document.";

/** Shows the switches, sets them as they were, and keeps what the reader chooses. */
export function remember() {
  const view = document.getElementById("view");
  if (!view) return;
  view.addEventListener("change", stay, { capture: true });
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

/** What a switch adds above must not move what is being read. */
function stay() {
  const body = document.querySelector(".doc-body");
  if (!body || body.getBoundingClientRect().top >= 0) return;
  const read = [...body.querySelectorAll(".item")].find((item) => item.getBoundingClientRect().bottom > 80);
  if (!read) return;
  const { top } = read.getBoundingClientRect();
  requestAnimationFrame(() => scrollBy({ top: read.getBoundingClientRect().top - top, behavior: "instant" }));
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
