// Copying the address and the citation of an item, always of the version that never changes.

import { anchor } from "./anchor.js";
import { cited, itemOf, name } from "./document-item.js";

/** Offers both on the item one arrived at, and on every item while the switch is on. */
export function offerCopies() {
  const template = document.getElementById("item-tools");
  const said = document.getElementById("tools-said");
  const all = document.getElementById("show-tools");
  if (!template || !said) return;
  const words = template.dataset;
  const fixed = new URL(words.fixed, location.href);
  if (fixed.protocol.startsWith("http")) fixed.pathname = fixed.pathname.replace(/index\.html$/, "");

  function link(item) {
    const url = new URL(fixed);
    url.hash = item.id;
    return url.href;
  }

  function citation(item) {
    const url = words.url.replace("{url}", () => link(item));
    const read = words.read.replace("{day}", today);
    return words.cite + words.item.replace("{item}", () => cited(item)) + url + read;
  }

  function add(item) {
    if (item.querySelector(":scope > .item-head > .item-tools, :scope > .item-tools")) return;
    const tools = template.content.firstElementChild.cloneNode(true);
    const called = name(item);
    for (const [button, of, text] of [
      [tools.querySelector(".copy-link"), words.linkOf, link],
      [tools.querySelector(".copy-cite"), words.citeOf, citation],
    ]) {
      button.setAttribute("aria-label", of.replace("{item}", () => called));
      button.addEventListener("click", () => copy(text(item), tools));
    }
    (item.querySelector(":scope > .item-head") ?? item).append(tools);
  }

  async function copy(text, tools) {
    tools.querySelector("textarea")?.remove();
    const copied = await toClipboard(text);
    if (!copied) select(text, tools);
    say(copied ? words.copied : words.selected, tools);
  }

  let clearing = 0;
  function say(message, tools) {
    document.querySelector(".item-tools > .done")?.remove();
    const done = document.createElement("span");
    done.className = "done";
    done.setAttribute("aria-hidden", "true");
    done.textContent = message;
    tools.append(done);
    // A message that stands there already is not announced again, so it is taken away first.
    said.textContent = "";
    setTimeout(() => { said.textContent = message; }, 100);
    clearTimeout(clearing);
    clearing = setTimeout(() => {
      done.remove();
      said.textContent = "";
    }, 6000);
  }

  let arrived = null;
  function arrive() {
    if (arrived && !all?.checked) arrived.querySelector(".item-tools")?.remove();
    const id = anchor(location.hash);
    arrived = id ? itemOf(document.getElementById(id)) : null;
    if (arrived) add(arrived);
  }
  arrive();
  addEventListener("hashchange", arrive);

  all?.addEventListener("change", () => {
    if (all.checked) {
      for (const item of document.querySelectorAll(".doc-body .item, .doc-body .change")) add(item);
      return;
    }
    for (const tools of document.querySelectorAll(".item-tools")) {
      if (itemOf(tools) !== arrived) tools.remove();
    }
  });
}

/** The day of reading by the reader's clock, in the calendar of the page. */
function today() {
  const now = new Date();
  if (document.documentElement.lang !== "ja") {
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }
  const format = { era: "long", year: "numeric", month: "long", day: "numeric" };
  return new Intl.DateTimeFormat("ja-JP-u-ca-japanese", format).format(now);
}

/** Whether the text is in the clipboard now. Pages without https have only the older way. */
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return oldWay(text);
  }
}

function oldWay(text) {
  const focused = document.activeElement;
  const area = field(text);
  area.className = "sr";
  document.body.append(area);
  area.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch {
    // Then it is shown and selected.
  }
  area.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}

/** The last resort: the text stands there, selected. */
function select(text, tools) {
  const area = field(text);
  area.setAttribute("aria-label", tools.querySelector("button").textContent);
  tools.append(area);
  area.select();
}

function field(text) {
  const area = document.createElement("textarea");
  area.readOnly = true;
  area.rows = 3;
  area.value = text;
  return area;
}
