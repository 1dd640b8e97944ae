// The outline follows the reader, and on narrow windows one line says where the text on the screen belongs.

import { anchor } from "./anchor.js";
import { path } from "./document-item.js";

const WIDE = matchMedia("(min-width: 64rem)");

/** Marks the section that is being read, from now on. */
export function followOutline() {
  const outline = document.getElementById("outline");
  const where = document.getElementById("where");
  if (!outline) return;
  const links = new Map();
  for (const link of outline.querySelectorAll("a[href^='#']")) {
    links.set(anchor(link.hash), link);
  }
  // Every item belongs to the last entry of the outline before it.
  const entries = new Map();
  let entry = null;
  const items = [...document.querySelectorAll(".doc-body .item")];
  for (const item of items) {
    entry = links.get(item.id) ?? entry;
    entries.set(item, entry);
  }

  let current = null;
  function show(item) {
    const link = entries.get(item);
    if (where) where.lastElementChild.textContent = path(item);
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "location");
    current = link;
    if (link && outline.open) keepInView(link, outline);
  }

  // The first item in a band below the upper edge is the one being read.
  const inBand = new Set();
  const observer = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) inBand.add(target);
      else inBand.delete(target);
    }
    const first = [...inBand].reduce((a, b) => (a && !(a.compareDocumentPosition(b) & 2) ? a : b), null);
    if (first) show(first);
  }, { rootMargin: "-80px 0px -70% 0px" });
  for (const item of items) observer.observe(item);

  if (where) {
    // Once the outline itself is out of sight above; what is still below the window counts as in sight.
    new IntersectionObserver(([{ isIntersecting }]) => { where.hidden = isIntersecting; }, {
      rootMargin: "0px 0px 10000000px 0px",
    }).observe(outline.parentElement);
  }

  // On a wide window the outline stands beside the text, on a narrow one it is opened when it is wanted.
  const fit = () => { outline.open = WIDE.matches; };
  fit();
  WIDE.addEventListener("change", fit);
  for (const link of document.querySelectorAll("a[href='#outline']")) {
    link.addEventListener("click", () => {
      outline.open = true;
      // After the browser has gone there, which takes the focus away.
      setTimeout(() => outline.querySelector("summary").focus({ preventScroll: true }));
    });
  }
}

/** Scrolls the outline alone, never the page. */
function keepInView(link, outline) {
  const box = outline.getBoundingClientRect();
  const { top, bottom } = link.getBoundingClientRect();
  if (outline.scrollHeight <= outline.clientHeight || outline.contains(document.activeElement)) return;
  if (top < box.top + 48 || bottom > box.bottom - 48) {
    outline.scrollTop += (top + bottom) / 2 - (box.top + box.bottom) / 2;
  }
}
