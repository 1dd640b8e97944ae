// Arrival from search: the words that were found are marked in the item that a hit leads to, and nowhere else.
//
// The address brings them along (`?mark=…#item`). Folded parents are opened, the item gets the focus, and a button
// takes the marks away again, from the page and from the address.

import { anchor } from "./anchor.js";
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
  if (marks.length > 0) offer(item, place, marks);
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
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

/** A control that takes the marks away. */
function offer(item, place, marks) {
  const line = document.createElement("p");
  line.className = "arrived";
  line.dataset.ui = "";
  const text = document.createElement("span");
  text.textContent = said["search.arrived"].replace("{words}", words.join("」「"));
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = said["search.unmark"];
  button.addEventListener("click", () => {
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
  line.append(text, " ", button);
  // Beside a question its answer has no room for a line of its own; above the answer there is.
  const answer = item.querySelector(":scope > .answer");
  if (answer) answer.prepend(line);
  else if (item.matches(".item, li")) item.append(line);
  else item.prepend(line);
}
