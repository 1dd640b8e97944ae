// Items of the page and how they are called.

/** The item or row of the change log that holds an element. */
export function itemOf(element) {
  return element?.closest?.(".item, .change") ?? null;
}

const text = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

/** The heading of an item; once there are controls beside it, it stands with them in an element of its own. */
function heading(item) {
  return item.querySelector(":scope > :is(h2, h3, h4, h5, h6), :scope > .item-head > :is(h2, h3, h4, h5, h6)");
}

/** Where controls of an item belong: beside its heading. */
export function head(item) {
  const first = heading(item);
  if (!first || item.matches(".change")) return item;
  if (first.parentElement !== item) return first.parentElement;
  const made = document.createElement("div");
  made.className = "item-head";
  first.before(made);
  made.append(first);
  return made;
}

/** The heading of an item without what the page adds to it. */
function label(item) {
  const own = heading(item)?.cloneNode(true);
  if (!own) return "";
  for (const added of own.querySelectorAll("small")) added.remove();
  return text(own);
}

/** What stands in brackets behind the heading of an item. */
function added(item) {
  return text(item && heading(item)?.querySelector("small")).replace(/^[(（]|[)）]$/g, "");
}

/** Where an item stands, as the page prints it: Ⅱ4 委託事項1. A section stands nowhere. */
function place(item) {
  if (item.matches(".change")) {
    const section = item.closest(".item");
    return section ? label(section) : "";
  }
  return item.matches(".section") ? "" : added(item);
}

/** What tells items of one heading apart: the 特定個人情報ファイル where there are several, the date of a change. */
function detail(item) {
  if (item.matches(".change")) return text(item.querySelector(":scope > p:not([class])"));
  return added(item.closest("section")?.querySelector(".section"));
}

/** The path of an item to be shown: Ⅱ4 委託事項1 ⑥委託先名. */
export function path(item) {
  return [place(item), label(item)].filter(Boolean).join(" ");
}

/** The name of an item that no other item of the page has: ⑥委託先名(Ⅱ4 委託事項1). */
export function name(item) {
  const where = [place(item), detail(item)].filter(Boolean).join("、");
  return where ? `${label(item)}(${where})` : label(item);
}

/** The item as it is cited: Ⅱ4委託事項1⑥委託先名, with the file where there are several. */
export function cited(item) {
  const squeezed = (words) => words.replace(/ /g, "");
  const more = detail(item);
  return squeezed(place(item)) + label(item) + (more ? `(${more})` : "");
}
