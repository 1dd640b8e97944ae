// Sentences that stand in other evaluations too. They are asked for by a switch and come from a file of their own.

import { name } from "./document-item.js";

const LONGEST = 60;

/** Lets the switch fetch the file once, and shows what it says. */
export function offerShared() {
  const box = document.getElementById("show-shared");
  const said = document.getElementById("view-said");
  if (!box || !said) return;
  let ranges = null;
  box.addEventListener("change", async () => {
    if (!box.checked) {
      said.textContent = "";
      underline([]);
      return;
    }
    if (ranges === null) {
      said.textContent = box.dataset.loading;
      try {
        const answer = await fetch(box.dataset.file);
        if (!answer.ok) throw new Error(String(answer.status));
        ranges = show(await answer.json(), box.dataset);
      } catch {
        said.textContent = box.dataset.failed;
        return;
      }
    }
    if (!box.checked) return;
    said.textContent = ranges.length > 0 ? box.dataset.found.replace("{n}", ranges.length) : box.dataset.none;
    underline(ranges);
  });
}

/** Puts a folded list under each item and gives the places of the sentences. */
function show({ evaluations, anchors, items }, words) {
  const ranges = [];
  for (const { id, others, sentences } of items) {
    const item = document.getElementById(id);
    const lines = [...(item?.querySelectorAll(":scope > .answer > .text > p") ?? [])];
    const list = element("ul");
    for (const sentence of sentences) {
      const range = rangeOf(lines[sentence.at[0]], sentence.at[1], sentence.at[2]);
      if (!range) continue;
      ranges.push(range);
      const text = range.toString();
      const entry = element("li");
      entry.append(element("q", text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text));
      const places = element("ul");
      for (const [evaluation, anchor] of sentence.in) {
        const { agency, number, title, href } = evaluations[evaluation];
        const link = element("a", words.evaluation.replace(/\{(\w+)\}/g, (_, key) => ({ agency, number, title })[key]));
        link.href = `${words.root}${href}#${anchors[anchor]}`;
        const place = element("li");
        place.append(link);
        places.append(place);
      }
      const more = sentence.others - sentence.in.length;
      if (more > 0) places.append(element("li", words.more.replace("{n}", more)));
      entry.append(places);
      list.append(entry);
    }
    if (!list.firstChild) continue;
    const details = element("details");
    details.className = "shared";
    details.dataset.ui = "";
    const summary = element("summary", words.one.replace("{n}", others));
    const of = element("span", ` ${name(item)}`);
    of.className = "sr";
    summary.append(of);
    details.append(summary, list);
    item.querySelector(":scope > .answer").append(details);
  }
  return ranges;
}

/** A stretch of a line in UTF-16 units; marks of a search may have cut the line into several texts. */
function rangeOf(line, start, end) {
  if (!line || end > line.textContent.length) return null;
  const range = new Range();
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let passed = 0;
  let begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { length } = node;
    if (!begun && start < passed + length) {
      range.setStart(node, start - passed);
      begun = true;
    }
    if (begun && end <= passed + length) {
      range.setEnd(node, end - passed);
      return range;
    }
    passed += length;
  }
  return null;
}

function underline(ranges) {
  if (!globalThis.Highlight || !CSS.highlights) return;
  if (ranges.length > 0) CSS.highlights.set("shared", new Highlight(...ranges));
  else CSS.highlights.delete("shared");
}

function element(tag, text = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
