// Parts far below are laid out only after the first paint (`content-visibility` in the style sheet). As soon as there is
// time all of them are, so that whatever is sought, reached by the keyboard or gone back to stands where it seems to.

/** Lays out part after part while nothing else is to be done, or at once where that is needed. */
export function layOut() {
  const body = document.querySelector(".doc-body");
  if (!body) return;
  const waiting = [...body.querySelectorAll(".frame-part, .change")];
  const items = [...body.querySelectorAll(".item")];

  function some(deadline) {
    const release = hold(items);
    do waiting.shift()?.classList.add("ready");
    while (waiting.length > 0 && measured(body) && deadline.timeRemaining() > 8);
    release();
    if (waiting.length > 0) idle(some);
    else body.classList.add("whole");
  }

  function all() {
    if (body.classList.contains("whole")) return;
    waiting.length = 0;
    const release = hold(items);
    body.classList.add("whole");
    release();
  }

  addEventListener("keydown", (event) => event.key === "Tab" && all(), { capture: true });
  addEventListener("hashchange", all);
  if (document.readyState === "complete") idle(some);
  else addEventListener("load", () => idle(some), { once: true });
}

/** Remembers what is being read, and gives what puts it back to its place on the screen. */
export function hold(items) {
  const read = items.find((item) => item.getBoundingClientRect().bottom > 80);
  if (!read || items[0].getBoundingClientRect().top >= 0) return () => {};
  const { top } = read.getBoundingClientRect();
  return () => {
    const moved = read.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  };
}

/** Asks for the layout, which is what takes the time. */
function measured(body) {
  return body.offsetHeight >= 0;
}

function idle(work) {
  if (globalThis.requestIdleCallback) requestIdleCallback(work, { timeout: 500 });
  else setTimeout(() => work({ timeRemaining: () => 0 }), 30);
}
