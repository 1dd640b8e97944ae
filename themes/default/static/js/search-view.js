// What the search page shows: result cards, chips, notes and every state without results, as elements.
//
// Everything that comes from the index is set as text. Nothing here asks, waits or knows the address bar.

import { chosen, pieces } from "./search-query.js";

/** Most chips of a facet that are shown at once. */
const CHIPS = 8;

/** Most words that a link brings along to be marked, and their greatest length. */
const MARKS = 8;
const LONGEST_MARK = 60;

/** In what order evaluations come: as the language of questions calls it, the first where nothing is said. */
const ORDERS = ["関連順", "新しい順", "古い順"];

/** States that count as one in a filter. */
const STATE_GROUPS = { latest: "current", beside: "current", undated: "current", past: "past", consultation: "draft", draft: "draft", ended: "ended" };

/** The strings of the page, from its template. */
export function words(template) {
  const all = new Map();
  for (const own of template.content.querySelectorAll("[data-key]")) all.set(own.dataset.key, own.textContent);
  return (key, values = {}) => (all.get(key) ?? key).replace(/\{([a-z]+)\}/g, (whole, name) => values[name] ?? whole);
}

/** An element with attributes and content. */
export function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...content.filter((part) => part !== null && part !== undefined));
  return element;
}

/** The words of a question that are to be found. */
function positive(question) {
  const own = pieces(question).filter((piece) => piece.name === undefined && !piece.negative && piece.text !== "|");
  return own.map((piece) => piece.text);
}

/** The words of a question without its filters, as people would say them. */
function spoken(question) {
  return positive(question).join(" ") || question.trim();
}

/** The results of a question. `link(question)` makes an address of this page, `say` the strings. */
export function results(reply, { question, root, say, link, limit, most, wider }) {
  const { total, hits, details } = reply;
  const parts = [heading(say("found", { total, evaluations: details.evaluations }))];
  parts.push(...notes(reply, { question, say, link }));
  const cards = [];
  hits.forEach((hit, at) => {
    const key = `${hit.url} ${hit.kind}`;
    if (cards.at(-1)?.key !== key) cards.push({ key, hits: [] });
    cards.at(-1).hits.push({ hit, detail: details.hits[at], at });
  });
  parts.push(make("ol", { class: "search-cards" }, ...cards.map((card) => make("li", {}, article(card.hits, { question, root, say })))));
  if (details.elsewhere > 0) parts.push(make("p", { class: "search-else" }, ...elsewhere(details.elsewhere, "elsewhere-more", { say, link, wider })));
  const left = total - hits.length;
  if (left > 0) {
    const end = limit >= most
      ? make("p", { class: "search-note" }, say("most", { count: most }))
      : make("button", { type: "button", class: "search-more", "data-more": true }, say("more", { count: left }));
    parts.push(make("div", { class: "search-end" }, end));
  }
  const save = (format) => make("button", { type: "button", "data-save": format }, say(`save-${format}`));
  parts.push(make("div", { class: "search-save" }, make("span", {}, say("save")), save("csv"), save("json")));
  return parts;
}

function heading(text) {
  return make("h2", { class: "search-count" }, text);
}

/** What was done to the question, and what may have been meant. */
function notes({ details }, { question, say, link }) {
  const parts = [];
  const note = details.note;
  if (note) {
    const read = (details.words ?? []).filter((own) => own.read_as).map((own) => `「${own.word}」→「${own.read_as}」`).join(" ");
    const words = note === "reading" ? read : details.suggestions[0] ?? "";
    parts.push(make("p", { class: "search-note" }, say(`note-${note}`, { words })));
  }
  const others = details.suggestions.filter((other) => note !== "corrected" || other !== details.suggestions[0]);
  if (others.length > 0) parts.push(suggestions(others, question, { say, link }));
  return parts;
}

function suggestions(others, question, { say, link }) {
  const filters = pieces(question).filter((piece) => piece.name !== undefined).map((piece) => question.slice(piece.start, piece.end));
  const list = others.map((other) => {
    const whole = [other, ...filters].join(" ");
    return make("li", {}, make("a", { href: link(whole), "data-question": whole }, other));
  });
  return make("div", { class: "search-meant" }, make("p", {}, say("suggestions")), make("ul", {}, ...list));
}

/** The hits of one evaluation: what it is and its state come before the first excerpt. */
function article(hits, { question, root, say }) {
  const [{ hit, detail, at }] = hits;
  const id = `card-${at}`;
  const state = make("span", { class: `state state-${hit.status}` }, say(`status-${hit.status}`));
  const title = make("h3", { id },
    make("span", { class: "search-title" }, say("heading", { agency: hit.agency, number: hit.number, title: hit.title })),
    " ", make("span", { class: "search-kind" }, say("heading-kind", { kind: detail.kind_name })), " ", state, " ", day(detail.published, say),
    " ", make("span", { class: "search-hits" }, say("hits", { count: detail.of_evaluation })));
  const list = make("ul", { class: "search-passages" }, ...hits.map((one) => make("li", {}, ...passage(one, { question, root, say }))));
  const parts = [title, list];
  const rest = detail.of_evaluation - hits.length;
  if (rest > 0) {
    parts.push(make("button", { type: "button", class: "search-rest", "aria-describedby": id, "data-town": hit.municipality,
      "data-agency": hit.agency, "data-number": hit.number, "data-kind": detail.kind_name }, say("rest", { count: rest })));
  }
  return make("article", { class: "search-card", "aria-labelledby": id }, ...parts);
}

/** The day of publication: what tells the versions of one evaluation apart. */
function day(published, say) {
  if (!published) return null;
  return make("span", { class: "search-day" }, make("time", { datetime: published }, document.documentElement.lang === "ja" ? era(published) : published), say("published"));
}

const ERAS = [["2019-05-01", "令和"], ["1989-01-08", "平成"], ["1926-12-25", "昭和"]];

/** 2026-03-24 → 令和8年3月24日. */
function era(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  const [begin, name] = ERAS.find(([begin]) => iso >= begin) ?? [];
  if (!name) return `${year}年${month}月${date}日`;
  const count = year - Number(begin.slice(0, 4)) + 1;
  return `${name}${count === 1 ? "元" : count}年${month}月${date}日`;
}

/** One hit: a link whose name is the whole path, and the excerpt. */
function passage({ hit, detail, at }, { question, root, say }) {
  const found = detail.highlights.map(([from, to]) => hit.snippet.slice(from, to).trim());
  // Where the text holds none of the words, the headings do.
  const marks = [...new Set(found.length > 0 ? found : positive(question))];
  const address = new URLSearchParams(marks.filter((mark) => mark && mark.length <= LONGEST_MARK).slice(0, MARKS).map((mark) => ["mark", mark]));
  const mark = address.size > 0 ? `?${address}` : "";
  const steps = hit.passage === "cover" && hit.anchor === "main" ? [say("cover")] : hit.path.filter(Boolean);
  const path = steps.flatMap((step, index) => {
    const last = index === steps.length - 1;
    return [make(last ? "b" : "span", {}, step), last ? null : make("span", { class: "search-step" }, " › ")];
  });
  const label = hit.passage === "answer" || (hit.passage === "cover" && hit.anchor === "main") ? null
    : make("span", { class: "search-label" }, ` ${say(`passage-${hit.passage}`)}`);
  const link = make("a", { href: `${root}${hit.url}index.html${mark}#${encodeURIComponent(hit.anchor)}`, id: `hit-${at}`, class: "search-hit",
    "data-key": `${hit.url}#${hit.anchor} ${hit.passage}` }, ...path, label);
  const parts = [link];
  if (detail.file) parts.push(make("p", { class: "search-file" }, detail.file));
  parts.push(make("p", { class: "search-snippet" }, ...marked(hit.snippet, detail.highlights)));
  if (detail.same > 1) parts.push(make("p", { class: "search-same" }, say("same", { count: detail.same })));
  return parts;
}

/** An excerpt with its words marked. The places count UTF-16 code units, as strings here do. */
function marked(text, highlights) {
  const parts = [];
  let last = 0;
  for (const [from, to] of highlights) {
    parts.push(text.slice(last, from), make("mark", {}, text.slice(from, to)));
    last = to;
  }
  return [...parts, text.slice(last)];
}

/** The chips: one group of toggle buttons per facet. Filters that are on are always there, so that they can be taken off. */
export function filters(reply, { question, say, open }) {
  const facets = new Map((reply?.details.facets ?? []).map((facet) => [facet.name, facet.values]));
  const groups = [];
  let active = 0;
  for (const name of ["municipality", "agency", "number", "kind", "status", "section", "item", "year"]) {
    const on = chosen(question, name);
    const values = counted(name, facets.get(name) ?? [], say);
    for (const value of on) if (!values.some((own) => own.value === value)) values.push({ value, count: null });
    active += on.length;
    const wide = name === "status" && !on.includes("すべて");
    if (values.length < 2 && on.length === 0 && !wide) continue;
    values.sort((a, b) => on.includes(b.value) - on.includes(a.value));
    const shown = name === "status" && on.length === 0 && values.length < 2 ? [] : values;
    const chips = shown.map((own) => chip(name, own, on, say));
    if (wide) chips.push(button("status", "すべて", say("wide"), null, false, say));
    const list = chips.slice(0, CHIPS);
    const others = chips.slice(CHIPS);
    const more = others.length > 0
      ? make("details", {}, make("summary", {}, say("more-values", { count: others.length })), make("div", { class: "chips" }, ...others)) : null;
    groups.push(group(name, list, more, say));
  }
  const order = chosen(question, "order").at(-1) ?? ORDERS[0];
  const orders = ORDERS.map((value, at) => button("order", value, say(`order-${at}`), null, value === order, say));
  if (reply && reply.total > 0) groups.push(group("order", orders, null, say));
  if (groups.length === 0) return null;
  const count = active > 0 ? ` (${active})` : "";
  return make("details", { class: "search-filters", open }, make("summary", {}, `${say("filters")}${count}`), ...groups);
}

/** The chips of a facet, with its name. */
function group(name, chips, more, say) {
  const head = make("p", { class: "chip-head", id: `facet-${name}` }, say(`facet-${name}`));
  return make("div", { class: "chip-group", role: "group", "aria-labelledby": `facet-${name}` }, head, make("div", { class: "chips" }, ...chips), more);
}

/** The values of a facet as the language of questions has them. */
function counted(name, values, say) {
  const counts = new Map();
  for (const { value, count } of values) {
    const own = name === "status" ? say(`group-${STATE_GROUPS[value] ?? value}`) : name === "kind" ? kind(value) : value;
    if (own) counts.set(own, (counts.get(own) ?? 0) + count);
  }
  // White space says nothing in the name of a section, and several names with it would need quotes.
  return [...counts].map(([text, count]) => ({ text, value: name === "section" ? text.replace(/\s/gu, "") : text, count }));
}

const kind = (value) => ({ kiso: "基礎項目評価書", juten: "重点項目評価書", zenkomoku: "全項目評価書" })[value] ?? value;

function chip(name, { value, text = value, count }, on, say) {
  const shown = name === "year" && /^\d+$/.test(value) ? say("year", { count: value }) : text;
  return button(name, value, shown, count, on.includes(value), say);
}

function button(name, value, text, count, pressed, say) {
  const number = count === null ? null : make("span", { class: "chip-count" }, ` ${say("facet-count", { count })}`);
  return make("button", { type: "button", class: "chip", "aria-pressed": String(pressed), "data-facet": name, "data-value": value }, text, number);
}

/** Nothing was found. */
export function none(reply, { question, root, say, link, wider }) {
  const { details } = reply;
  const wide = chosen(question, "status").length > 0;
  const words = spoken(question);
  const parts = [heading(say(wide ? "no-results-wide" : "no-results", { words, searched: details.searched }))];
  if (!wide) {
    // The simple search does not know; where nothing is there either, nothing is offered.
    const known = details.words !== undefined;
    const offer = details.elsewhere > 0 || !known ? elsewhere(details.elsewhere, "elsewhere-count", { say, link, wider }) : [say("elsewhere-none")];
    parts.push(make("p", {}, ...offer));
  }
  if (details.suggestions.length > 0) parts.push(suggestions(details.suggestions, question, { say, link }));
  if ((details.words ?? []).length > 0) parts.push(counts(details.words, say));
  if (details.elsewhere === 0) parts.push(make("p", {}, say("no-results-help")));
  const near = (details.near ?? []).map((hit, at) => make("li", {},
    make("p", { class: "search-file" }, say("heading", { agency: hit.agency, number: hit.number, title: hit.title }), " ",
      make("span", { class: `state state-${hit.status}` }, say(`status-${hit.status}`))),
    ...passage({ hit, detail: { highlights: [], same: 1 }, at: `near-${at}` }, { question, root, say })));
  return [make("div", { class: "search-message" }, ...parts), near.length === 0 ? null : make("section", { class: "search-near", "aria-labelledby": "near" },
    make("h2", { id: "near" }, say("near")), make("p", {}, say("near-help")), make("ul", { class: "search-passages" }, ...near))].filter(Boolean);
}

/** The offer to look among past versions and drafts, with what is there. */
function elsewhere(count, key, { say, link, wider }) {
  return [count > 0 ? `${say(key, { count })} ` : null, make("a", { href: link(wider), "data-question": wider }, say("elsewhere"))];
}

/** How often each word is found, and which stands nowhere. */
function counts(words, say) {
  const line = ({ word, items, elsewhere: more }) => make("li", {}, items > 0 ? say("word-items", { words: word, count: items })
    : more > 0 ? say("word-elsewhere", { words: word, count: more }) : say("word-nowhere", { words: word }));
  return make("div", { class: "search-words" }, make("p", {}, say("words-of")), make("ul", {}, ...words.map(line)));
}

/** There is no answer; `code` says why. */
export function trouble(code, { say }) {
  const known = ["offline", "too-long", "empty", "missing", "unsupported"].includes(code) ? code : "failed";
  const again = ["offline", "failed"].includes(known);
  return [make("div", { class: `search-message search-${known}` }, heading(say(`error-${known}`)),
    again ? make("button", { type: "button", "data-again": true }, say("retry")) : null)];
}

/** Something is under way. */
export function waiting(text) {
  return [make("p", { class: "search-waiting" }, make("span", { class: "search-spinner", "aria-hidden": "true" }), text)];
}
