// Sentences that stand in other evaluations too. They are asked for by a switch: where they stand in this one comes from
// a file of its own, in which others they stand from files that are fetched when a list is unfolded.

import { name } from "./document-item.js";
import { words } from "./words.js";

/** How much of a sentence is repeated in the list, in letters. */
const LONGEST = 60;
/** How many evaluations are named per sentence; how many there are is always said. */
const NAMED = 20;
/** Sentences are called by eight of these letters, a number with the first letter in front. */
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const KEY = 8;

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
      said.textContent = words["shared.loading"];
      try {
        ranges = show(await json(box.dataset.file), box.dataset);
      } catch {
        said.textContent = words["shared.failed"];
        return;
      }
    }
    if (!box.checked) return;
    said.textContent = ranges.length > 0 ? words["shared.found"].replace("{n}", ranges.length) : words["shared.none"];
    underline(ranges);
  });
}

/** Files by address: each is fetched once, one that could not be had is asked for again. */
const files = new Map();

function json(address) {
  if (!files.has(address)) {
    const wanted = fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    });
    wanted.catch(() => files.delete(address));
    files.set(address, wanted);
  }
  return files.get(address);
}

/** Puts a folded list under each item and gives the places of the sentences. */
function show(data, { file, root }) {
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const ranges = [];
  for (const { id, others, at, keys } of data.items) {
    const item = document.getElementById(id);
    const answer = item?.querySelector(":scope > .answer");
    const lines = [...(answer?.querySelectorAll(":scope > .text > p") ?? [])];
    const sentences = [];
    for (let n = 0; 3 * n < at.length; n += 1) {
      const range = rangeOf(lines[at[3 * n]], at[3 * n + 1], at[3 * n + 2]);
      if (range) sentences.push({ range, key: keys.slice(KEY * n, KEY * (n + 1)) });
    }
    if (sentences.length === 0) continue;
    ranges.push(...sentences.map(({ range }) => range));
    const details = element("details");
    details.className = "shared";
    details.dataset.ui = "";
    const summary = element("summary", words["shared.one"].replace("{n}", others));
    const of = element("span", ` ${name(item)}`);
    of.className = "sr";
    summary.append(of);
    const place = element("p", words["shared.loading"]);
    place.setAttribute("role", "status");
    details.append(summary, place);
    let asked = false;
    details.addEventListener("toggle", async () => {
      if (!details.open || asked) return;
      asked = true;
      try {
        place.replaceWith(await list(sentences, data, folder, root));
      } catch {
        // Folded and unfolded again, it is asked for again.
        place.textContent = words["shared.failed"];
        asked = false;
      }
    });
    answer.append(details);
  }
  return ranges;
}

/** The sentences of an item with where else each stands: in the same municipality first. */
async function list(sentences, data, folder, root) {
  const made = element("ul");
  for (const { range, key } of sentences) {
    const number = [...key].reduce((sum, letter) => sum * LETTERS.length + LETTERS.indexOf(letter), 0);
    const { anchors, sentences: standing } = await json(`${folder}in-${number % data.files}.json`);
    const all = standing[key] ?? [];
    const places = [];
    for (let n = 0; n < all.length; n += 2) {
      if (!within(all[n], data.own)) places.push([all[n], anchors[all[n + 1]]]);
    }
    const near = places.filter(([evaluation]) => within(evaluation, data.near));
    const far = places.filter(([evaluation]) => !within(evaluation, data.near));
    const text = range.toString();
    const entry = element("li");
    entry.append(element("q", text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text));
    const links = element("ul");
    for (const [evaluation, anchor] of [...near, ...far].slice(0, NAMED)) {
      const block = await json(`${folder}evaluations-${Math.floor(evaluation / data.block)}.json`);
      const { href, ...shown } = block[evaluation % data.block];
      const link = element("a", words["shared.evaluation"].replace(/\{(\w+)\}/g, (_, word) => shown[word]));
      link.href = `${root}${href}#${anchor}`;
      const place = element("li");
      place.append(link);
      links.append(place);
    }
    const more = places.length - NAMED;
    if (more > 0) links.append(element("li", words["shared.more"].replace("{n}", more)));
    entry.append(links);
    made.append(entry);
  }
  return made;
}

const within = (number, [first, end]) => first <= number && number < end;

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
