// Items of the page and how they are called.

/** The item or row of the change log that holds an element. */
export function itemOf(element) {
  return element?.closest?.(".item, .change") ?? null;
}

const text = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

/** The heading of an item without what the page adds to it. */
function label(item) {
  const heading = item.querySelector(".item-head > :is(h2, h3, h4, h5, h6), .change-item");
  if (!heading) return "";
  const own = heading.cloneNode(true);
  for (const added of own.querySelectorAll(".place")) added.remove();
  return text(own);
}

/** Where an item stands, as the page prints it: Ⅱ4 委託事項1. A section stands nowhere. */
function place(item) {
  if (item.matches(".change")) {
    const section = item.closest(".item");
    return section ? label(section) : "";
  }
  if (item.matches(".level-2")) return "";
  return text(item.querySelector(".item-head .place")).replace(/^[(（]|[)）]$/g, "");
}

/** What tells items of one heading apart: the 特定個人情報ファイル where there are several, the date of a change. */
function detail(item) {
  if (item.matches(".change")) return text(item.querySelector(".change-date"));
  return text(item.closest("section")?.querySelector(".item.level-2 > .item-head .place [data-value]"));
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
