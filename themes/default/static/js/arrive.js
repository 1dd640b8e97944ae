// Arrival from search: the words that were found are marked in the item that a hit leads to, and nowhere else.
//
// The address brings them along (`?mark=…#item`). Folded parents are opened, the item gets the focus, the first mark comes
// into the window, and a line above the page leads from mark to mark and takes them away again, from the page and from the
// address.

import { anchor } from "./anchor.js";
import { again } from "./document-place.js";
import { find, fold } from "./fold.js";
import { isPersonalNumber } from "./number.js";
import { words as said } from "./words.js";

const MOST = 8;
const LONGEST = 60;

const address = new URL(location.href);
const words = address.searchParams.getAll("mark").filter((word) => word.length <= LONGEST).slice(0, MOST);
if (words.length > 0 && !words.some(isPersonalNumber)) {
  // Parts that are added by scripts of the page are waited for.
  if (document.readyState === "complete") arrive();
  else addEventListener("load", arrive, { once: true });
}

function arrive() {
  const id = anchor(location.hash);
  const place = id === "" ? null : document.getElementById(id);
  if (!place) return;
  const item = scope(place);
  for (let folded = item.closest("details"); folded; folded = folded.parentElement?.closest("details")) {
    folded.open = true;
  }
  const needles = [...new Set(words.map((word) => fold(word).text))].sort((a, b) => b.length - a.length);
  const marks = needles.flatMap((needle) => mark(item, needle));
  // In the order in which they stand, whatever word they are of.
  marks.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  if (marks.length > 0) offer(item, place, marks);
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  const land = () => {
    place.scrollIntoView({ block: "start", behavior: "instant" });
    if (marks.length > 0) reach(marks[0]);
  };
  land();
  // Parts above the place get their true height only now that they are near the window. Who comes back has a place already.
  if (!history.state?.read) again(land);
}

/** What belongs to a place: the item itself; for the page as a whole, its head. */
function scope(place) {
  if (place.matches("main")) return place.querySelector(".doc-head") ?? place;
  return place.closest("li[id], .change, .item") ?? place;
}

/** Marks a folded word within an element; a word may go across the borders of elements. */
function mark(item, needle) {
  const nodes = [];
  const walker = document.createTreeWalker(item, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("[data-ui]:not(.doc-head), mark, script, style, template") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  let text = "";
  while (walker.nextNode()) {
    nodes.push({ node: walker.currentNode, start: text.length });
    text += walker.currentNode.data;
  }
  const marks = [];
  // From the end, so that the places before it stay true.
  for (const [start, end] of find(fold(text), needle).reverse()) {
    for (const { node, start: from } of nodes) {
      const first = Math.max(start - from, 0);
      const last = Math.min(end - from, node.data.length);
      if (first >= last || node.data.slice(first, last).trim() === "") continue;
      const range = document.createRange();
      range.setStart(node, first);
      range.setEnd(node, last);
      const own = document.createElement("mark");
      range.surroundContents(own);
      marks.unshift(own);
    }
  }
  return marks;
}

/** What is said about the marks, and leads from one to the next. It lies above the page and takes no place in it: an item is
 * laid out as without. */
function offer(item, place, marks) {
  const line = document.createElement("div");
  line.className = "arrived";
  line.dataset.ui = "";
  line.setAttribute("role", "group");
  line.setAttribute("aria-label", said["search.marks"]);
  line.popover = "manual";
  const text = document.createElement("span");
  text.textContent = said["search.arrived"].replace("{words}", words.join("」「"));
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  let at = 0;
  const show = () => {
    marks.forEach((own, n) => own.classList.toggle("mark-here", n === at));
    count.textContent = said["search.mark-of"].replace("{count}", at + 1).replace("{total}", marks.length);
  };
  const go = (step) => {
    at = (at + step + marks.length) % marks.length;
    show();
    marks[at].scrollIntoView({ block: "center", behavior: "instant" });
  };
  const button = (name, act) => {
    const own = document.createElement("button");
    own.type = "button";
    own.textContent = said[name];
    own.addEventListener("click", act);
    return own;
  };
  const away = button("search.unmark", () => {
    for (const own of marks) {
      const parent = own.parentNode;
      own.replaceWith(...own.childNodes);
      parent.normalize();
    }
    line.remove();
    place.focus({ preventScroll: true });
    address.searchParams.delete("mark");
    history.replaceState(history.state, "", address);
  });
  const between = marks.length > 1 ? [button("search.mark-before", () => go(-1)), button("search.mark-next", () => go(1))] : [];
  line.append(text, count, ...between, away);
  item.append(line);
  line.showPopover?.();
  show();
}

/** Where the first mark is not within the window although one arrived at its item, the window moves on to it. */
function reach(mark) {
  const { top, bottom } = mark.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight * 0.8) mark.scrollIntoView({ block: "center", behavior: "instant" });
}
