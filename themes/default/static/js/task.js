// The page of a task: any bodies side by side, as many as fit. Without this, links lead to the pages on which they stand.
import { words } from "./words.js";

const list = document.getElementById("choose");
const table = document.getElementById("bodies-table");
const said = document.getElementById("chosen");
const most = Number(list?.dataset.most);
const pages = new Map();

/** The table of another page of the same task. */
async function tableOf(href) {
  if (!pages.has(href)) {
    pages.set(href, fetch(href).then(async (response) => {
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      // Links are relative to the page they were written for.
      for (const link of page.querySelectorAll("#bodies-table a[href]")) {
        link.href = new URL(link.getAttribute("href"), href).href;
      }
      return page.getElementById("bodies-table");
    }));
  }
  return pages.get(href);
}

/** The cells of one body, the head first. */
function column(from, number) {
  const first = from.querySelector(`tbody td[data-number="${number}"]`);
  if (!first) return [];
  return [...from.rows].map((row) => row.cells[first.cellIndex]);
}

async function show(numbers, boxes) {
  const columns = [];
  for (const number of numbers) {
    const here = column(table, number);
    const cells = here.length ? here : column(await tableOf(boxes.get(number).href), number);
    columns.push(cells.map((cell) => cell.cloneNode(true)));
  }
  [...table.rows].forEach((row, at) => {
    while (row.cells.length > 1) row.deleteCell(1);
    row.append(...columns.map((cells) => cells[at]).filter(Boolean));
  });
}

/** Links become boxes. */
function begin() {
  const boxes = new Map();
  const links = [...list.querySelectorAll("a[data-number]")];
  if (links.length < 2) return;
  for (const link of links) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = link.hasAttribute("aria-current");
    const label = document.createElement("label");
    const text = document.createElement("span");
    text.textContent = link.textContent;
    label.append(box, text);
    boxes.set(link.dataset.number, { box, href: link.href });
    link.replaceWith(label);
    box.addEventListener("change", async () => {
      const chosen = [...boxes].filter(([, one]) => one.box.checked).map(([number]) => number);
      if (chosen.length > most) {
        box.checked = false;
        said.textContent = words["across.most"].replace("{count}", most);
        return;
      }
      said.textContent = "";
      try {
        await show(chosen, boxes);
      } catch {
        box.checked = false;
        said.textContent = words["across.failed"];
      }
    });
  }
}

if (list && table) begin();
