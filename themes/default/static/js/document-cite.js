// Copying the address and the citation of an item, always of the version that never changes, and links to items.

import { anchor } from "./anchor.js";
import { cited, head, itemOf, name } from "./document-item.js";
import { words } from "./words.js";

/** Offers both on the item one arrived at, and on every item while the switch is on; a link also under the pointer. */
export function offerCopies() {
  const cite = document.getElementById("cite");
  const said = document.getElementById("tools-said");
  const all = document.getElementById("show-tools");
  if (!cite || !said) return;
  const fixed = new URL(cite.dataset.fixed, location.href);
  if (fixed.protocol.startsWith("http")) fixed.pathname = fixed.pathname.replace(/index\.html$/, "");

  function link(item) {
    const url = new URL(fixed);
    url.hash = item.id;
    return url.href;
  }

  function citation(item) {
    const url = words["cite.url"].replace("{url}", () => link(item));
    const read = words["cite.read"].replace("{day}", today);
    const text = document.getElementById("cite-text").textContent;
    return text + words["cite.item"].replace("{item}", () => cited(item)) + url + read;
  }

  /** The sign that leads to an item: what one copies the address of by hand. */
  function point(item) {
    if (!item.matches(".item") || item.querySelector(":scope > .item-head > .self")) return;
    const sign = document.createElement("a");
    sign.className = "self";
    sign.dataset.ui = "";
    sign.href = `#${item.id}`;
    sign.textContent = "#";
    sign.setAttribute("aria-label", words["link.to-item"].replace("{item}", () => name(item)));
    head(item).querySelector(":is(h2, h3, h4, h5, h6)").after(sign);
  }
  document.querySelector(".doc-body")?.addEventListener("pointerover", (event) => {
    const item = itemOf(event.target);
    if (item) point(item);
  });

  function add(item) {
    point(item);
    const place = head(item);
    if (place.querySelector(":scope > .item-tools")) return;
    const tools = document.createElement("p");
    tools.className = "item-tools";
    tools.dataset.ui = "";
    const called = name(item);
    for (const [own, text, of, copied] of [
      ["copy-link", words["tools.link"], words["tools.link-of"], link],
      ["copy-cite", words["tools.cite"], words["tools.cite-of"], citation],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = own;
      button.textContent = text;
      button.setAttribute("aria-label", of.replace("{item}", () => called));
      button.addEventListener("click", () => copy(copied(item), tools));
      tools.append(button, " ");
    }
    place.append(tools);
  }

  async function copy(text, tools) {
    tools.querySelector("textarea")?.remove();
    const copied = await toClipboard(text);
    if (!copied) select(text, tools);
    say(words[copied ? "tools.copied" : "tools.selected"], tools);
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
