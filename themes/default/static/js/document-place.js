// What is being read stays where it is, and one comes back to it. Parts far from the window are laid out only when they
// come near (`content-visibility` in the style sheet), and until then are as tall as the style sheet takes them to be.

import { anchor } from "./anchor.js";

/** How often a place is looked at again, frame by frame, while parts above it get their true height. */
const FRAMES = 20;

/** How far below the upper edge what is being read is looked for, in pixels. */
const LINES = [90, 130, 180, 240, 320];

/** The item that is being read and how far below the upper edge it begins; nothing at the top of the page. */
function reading() {
  const body = document.querySelector(".doc-body");
  const { left, top: start, width } = body?.getBoundingClientRect() ?? { top: 0 };
  if (start >= 0) return null;
  // Asking every item where it is would lay out all of them.
  const item = LINES.map((y) => document.elementFromPoint(left + width / 2, y)?.closest(".item")).find(Boolean);
  return item ? { item, top: item.getBoundingClientRect().top } : null;
}

/** Moves the page so that an item begins `top` pixels below the upper edge. */
function put({ item, top }) {
  const moved = item.getBoundingClientRect().top - top;
  if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
}

/** Does something frame by frame, until the reader does something. */
export function again(work) {
  let left = FRAMES;
  const own = ["wheel", "touchstart", "keydown", "pointerdown"];
  const stop = () => { left = 0; };
  for (const act of own) addEventListener(act, stop, { capture: true, passive: true });
  (function next() {
    if (left <= 0) {
      for (const act of own) removeEventListener(act, stop, { capture: true });
      return;
    }
    left -= 1;
    work();
    requestAnimationFrame(next);
  })();
}

/** Remembers what is being read, and gives what puts it back to its place on the screen. */
export function hold() {
  const read = reading();
  return () => read && put(read);
}

/** Lets links within the page lead to the very place, also where the browser does not keep it while parts above grow. */
export function settle() {
  if (CSS.supports("overflow-anchor", "auto")) return;
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("a[href^='#']")) return;
    setTimeout(() => {
      const place = document.getElementById(anchor(location.hash));
      if (place) again(() => place.scrollIntoView({ block: "start", behavior: "instant" }));
    });
  });
}

/** Comes back to what was being read: browsers remember how far one had scrolled, which means another place now. */
export function comeBack() {
  addEventListener("pagehide", () => {
    const read = reading();
    const state = { ...history.state, read: read && { id: read.item.id, top: read.top } };
    history.replaceState(state, "");
  });
  const [{ type } = {}] = performance.getEntriesByType("navigation");
  const read = history.state?.read;
  const item = read && document.getElementById(read.id);
  if (!item || !["back_forward", "reload"].includes(type)) return;
  const back = () => again(() => put({ item, top: read.top }));
  if (document.readyState === "complete") back();
  else addEventListener("load", back, { once: true });
}
