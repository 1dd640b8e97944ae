// The page of the change log: how many rows are shown, and one button that unfolds all days. Which rows are shown is
// decided by the style sheet, so that the switches work without this script.

import "./arrive.js";
import { words } from "./words.js";

const filter = document.getElementById("filter");
const shown = document.getElementById("shown");
const days = [...document.querySelectorAll(".change-day")];

/** A row inside a folded day is not laid out; what its own style says counts. */
function isShown(row) {
  return getComputedStyle(row).display !== "none";
}

function fill(element, total, count) {
  element.textContent = words["change-log.shown"].replace("{total}", String(total)).replace("{shown}", String(count));
}

function count() {
  let all = 0;
  let some = 0;
  for (const day of days) {
    const rows = [...day.querySelectorAll(".change")];
    const visible = rows.filter(isShown).length;
    const note = day.querySelector(".shown-of-day");
    if (visible < rows.length) fill(note, rows.length, visible);
    else note.textContent = "";
    day.classList.toggle("empty", visible === 0);
    all += rows.length;
    some += visible;
  }
  return [all, some];
}

let waiting;
function tell() {
  const [all, some] = count();
  clearTimeout(waiting);
  // Announced once, after the last of several quick changes.
  waiting = setTimeout(() => fill(shown, all, some), 400);
}

if (filter && shown) {
  filter.addEventListener("change", tell);
  // Browsers keep the state of switches when a page is loaded again.
  if (filter.querySelector("#timing-before:not(:checked), #timing-after:not(:checked), #timing-other:not(:checked), #only-material:checked, #hide-formal:checked")) tell();

  if (days.some((day) => !day.open)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "unfold";
    const label = () => {
      button.textContent = words[days.every((day) => day.open) ? "change-log.fold" : "change-log.unfold"];
    };
    button.addEventListener("click", () => {
      const open = !days.every((day) => day.open);
      for (const day of days) day.open = open;
      label();
    });
    for (const day of days) day.addEventListener("toggle", label);
    label();
    shown.after(button);
  }
}
