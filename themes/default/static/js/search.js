// The search page: from what is typed to what is shown.
//
// What a reader sees:
// - nothing typed: how many evaluations are searched, and examples;
// - typing: words of the site to complete what was typed (`search-complete.js`), and 200 ms after the last key (never within a conversion) the answer takes the place of the one before, which
//   stays until then; after 300 ms of waiting a line says so;
// - an answer: the number of hits, evaluations as cards with their hits, chips; the number is announced once, when
//   typing has paused; the arrow keys lead from the box to the hits, from one to the next, and back;
// - nothing found, a number like a 個人番号, no connection, no engine: a sentence that says what to do.
//
// The question stands in the address: replaced while typing, a step of the history for each question that was
// submitted and each chip. A refused number is in neither, and no request is made for it.
//
// What searches is fetched at the first key, or when a question comes with the address; over a line that is known to be
// fast already when the browser has nothing else to do.

import "./box.js";
import { isPersonalNumber, mayBecomePersonalNumber } from "./number.js";
import { completing } from "./search-complete.js";
import { only, toggled } from "./search-query.js";
import { save } from "./search-save.js";
import { Source, isFast } from "./search-source.js";
import { filters, none, results, trouble, waiting, words } from "./search-view.js";

const TYPING = 200;
const PATIENCE = 300;
const PAUSE = 900;
const FIRST = 10;
const STEP = 20;
const MOST = 100;
const WIDE = matchMedia("(min-width: 64rem)");

const app = document.querySelector("#search");
const form = document.querySelector("main form[data-search-box]");
const input = form.elements.q;
const refused = form.querySelector("[data-refused]");
const places = Object.fromEntries(["status", "way", "filters", "results"].map((name) => [name, app.querySelector(`[data-${name}]`)]));
const start = app.querySelector("[data-start]");
const say = words(document.querySelector("#search-words"));
const siteTitle = document.title;
const { root, index, engine, api } = app.dataset;
const absolute = (path) => new URL(path, document.baseURI).href;

const source = new Source({ engine: absolute(engine), search: absolute(index), api: api || null, better: () => {
  if (reply) show({ quiet: true });
} });
let question = "";
let limit = FIRST;
let turn = 0;
let reply = null;
/** The address of the last question that was settled, and its state, while another is being typed. */
let settled = null;
let composing = false;
const timers = { typing: 0, patience: 0, pause: 0, scroll: 0 };

// ---- Answers

/** Says who answered, if it was not the engine. */
function answered(kind) {
  app.dataset.kind = kind;
  const text = { plain: say("plain"), api: say("server") }[kind];
  const line = document.createElement("p");
  line.className = "search-note";
  line.textContent = text ?? "";
  places.way.replaceChildren(...(text ? [line] : []));
}

/** Shows the answer to the question. Resolves when it stands there, or when another took its place. */
async function show({ keepFocus = null, quiet = false } = {}) {
  const own = ++turn;
  clearTimeout(timers.patience);
  if (!quiet) clearTimeout(timers.pause);
  refused.hidden = true;
  if (isPersonalNumber(question)) {
    clear();
    refused.hidden = false;
    return;
  }
  if (question.trim() === "") {
    clear();
    put("empty", [start]);
    return;
  }
  document.title = `${say("result-title", { question: question.trim() })} | ${siteTitle}`;
  app.setAttribute("aria-busy", "true");
  timers.patience = setTimeout(() => {
    if (own === turn && !quiet) wait();
  }, PATIENCE);
  try {
    const { kind, reply: answer } = await source.ask(question, { limit });
    if (own !== turn) return;
    answered(kind);
    found(answer, keepFocus, quiet);
  } catch (error) {
    if (own !== turn || error.code === "superseded") return;
    failed(error);
  } finally {
    if (own === turn) {
      clearTimeout(timers.patience);
      app.removeAttribute("aria-busy");
    }
  }
}

function wait() {
  const text = say(app.dataset.kind ? "searching" : "preparing");
  if (reply) {
    places.results.classList.add("search-old");
    places.way.dataset.waiting = text;
  } else {
    put("loading", waiting(text));
  }
}

function found(answer, keepFocus, quiet) {
  const known = reply?.total;
  reply = answer;
  const view = { question, root, say, link, limit, most: MOST, wider: only(question, "status", "すべて") };
  const chips = filters(answer, { question, say, open: WIDE.matches });
  const focused = remembered(document.activeElement);
  const unfolded = places.filters.querySelector("details")?.open;
  if (chips && unfolded !== undefined) chips.open = unfolded;
  places.filters.replaceChildren(...(chips ? [chips] : []));
  if (answer.total > 0) {
    put("results", results(answer, view));
    if (!quiet || known !== answer.total) announce(say("found", { total: answer.total, evaluations: answer.details.evaluations }));
  } else {
    put("none", none(answer, view));
    announce(say("none-announced"));
  }
  (keepFocus ?? focused)?.()?.focus({ preventScroll: true });
}

function failed(error) {
  reply = null;
  if (error.code === "refused") {
    question = "";
    clear();
    refused.hidden = false;
    return;
  }
  places.filters.replaceChildren(...chipsAlone());
  put(error.code === "offline" ? "offline" : "error", trouble(error.code, { say }));
  announce(places.results.querySelector("h2").textContent);
}

/** The filters that are on, without counts. */
function chipsAlone() {
  const chips = filters(null, { question, say, open: true });
  return chips && chips.querySelector("[aria-pressed=true]") ? [chips] : [];
}

/** Nothing is asked: no results, nothing of a question in the address or the title. */
function clear() {
  reply = null;
  places.filters.replaceChildren();
  put("refused", []);
  places.status.textContent = "";
  app.removeAttribute("aria-busy");
  document.title = siteTitle;
}

function put(state, content) {
  app.dataset.state = state;
  places.results.classList.remove("search-old");
  delete places.way.dataset.waiting;
  places.results.replaceChildren(...content);
}

/** Says something once, after a pause in typing. */
function announce(text) {
  clearTimeout(timers.pause);
  places.status.textContent = "";
  timers.pause = setTimeout(() => {
    places.status.textContent = text;
  }, PAUSE);
}

/** How to find the focused part again when its surroundings have been made anew. */
function remembered(element) {
  if (!element || !app.contains(element)) return null;
  const { facet, value, key } = element.dataset;
  const by = (selector, test) => () => [...app.querySelectorAll(selector)].find(test);
  if (facet) return by("[data-facet]", (own) => own.dataset.facet === facet && own.dataset.value === value);
  if (key) return by("[data-key]", (own) => own.dataset.key === key);
  if (element.matches("summary")) return () => app.querySelector(".search-filters summary");
  return () => places.results;
}

// ---- Address and history

/** The address of this page with a question. */
function link(own) {
  const address = new URL(location.href);
  address.hash = "";
  address.search = own.trim() === "" || isPersonalNumber(own) ? "" : `?${new URLSearchParams({ q: own.trim() })}`;
  return address.href;
}

function state() {
  return { limit, scroll: scrollY, focus: document.activeElement?.dataset?.key ?? null };
}

function typed() {
  settled ??= { address: location.href, state: history.state };
  limit = FIRST;
  history.replaceState({ limit }, "", link(question));
}

/** Makes the question a step of the history. */
function settle(own) {
  clearTimeout(timers.typing);
  question = own;
  limit = FIRST;
  const address = link(own);
  const before = settled ?? { address: location.href, state: { ...history.state, ...state() } };
  settled = null;
  history.replaceState(before.state, "", before.address);
  if (address !== before.address) history.pushState({ limit }, "", address);
}

/** Shows the question of the address, as it was left. */
async function restore() {
  const given = new URLSearchParams(location.search);
  question = given.get("q") ?? "";
  // Asked from the page of an evaluation, to search that alone.
  const within = given.get("within") ?? "";
  if (within !== "" && !isPersonalNumber(question)) {
    question = `${question} ${within}`.trim();
    history.replaceState(history.state, "", link(question));
  }
  limit = Math.min(MOST, Math.max(FIRST, Number(history.state?.limit) || FIRST));
  settled = null;
  if (isPersonalNumber(question)) {
    // It came with the address; at least it does not stay there.
    history.replaceState(null, "", link(""));
    input.value = "";
    question = "";
    clear();
    refused.hidden = false;
    return;
  }
  input.value = question;
  const { scroll, focus } = history.state ?? {};
  await show({ keepFocus: focus ? () => [...app.querySelectorAll("[data-key]")].find((own) => own.dataset.key === focus) : null });
  if (scroll) scrollTo({ top: scroll, behavior: "instant" });
}

function remember() {
  if (reply) history.replaceState({ ...history.state, ...state() }, "");
}

// ---- What the reader does

// Before the keys of the page: while the list of words is open they are the list's.
completing(input, {
  find: (typed) => (mayBecomePersonalNumber(input.value) ? [] : source.complete(typed)),
  label: say("completions"),
  chosen: () => asked(),
});

function asked() {
  clearTimeout(timers.typing);
  if (question === input.value) return;
  question = input.value;
  if (isPersonalNumber(question)) history.replaceState(null, "", settled?.address ?? link(""));
  else typed();
  show();
}

input.addEventListener("compositionstart", () => {
  composing = true;
  clearTimeout(timers.typing);
});
input.addEventListener("compositionend", () => {
  composing = false;
  later();
});
input.addEventListener("input", (event) => {
  if (!composing && !event.isComposing) later();
});
function later() {
  clearTimeout(timers.typing);
  clearTimeout(timers.pause);
  // Eleven digits of a number tell the twelfth.
  if (mayBecomePersonalNumber(input.value)) return;
  timers.typing = setTimeout(asked, TYPING);
}
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && plainly(event) && !composing) {
    const first = app.querySelector(".search-hit");
    if (!first) return;
    event.preventDefault();
    first.focus();
    return;
  }
  if (event.key !== "Escape" || event.isComposing || composing || input.value === "") return;
  event.preventDefault();
  input.value = "";
  asked();
});
input.addEventListener("keydown", () => source.warm(), { once: true });
input.addEventListener("input", () => source.warm(), { once: true });

/** A key alone, outside of a conversion. */
function plainly(event) {
  return !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
}

// From hit to hit, and back to the box.
app.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || !plainly(event) || !event.target.matches(".search-hit")) return;
  const all = [...app.querySelectorAll(".search-hit")];
  const at = all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  (at < 0 ? input : all[Math.min(at, all.length - 1)]).focus();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (composing) return;
  settle(input.value);
  show();
});

app.addEventListener("click", (event) => {
  const own = event.target.closest("button, a");
  if (!own) return;
  const { question: other, facet, value, more, again, number, save: format } = own.dataset;
  if (other !== undefined) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(other, () => places.results);
  } else if (facet) {
    ask(toggled(question, facet, value));
  } else if (number) {
    const { town, agency, kind } = own.dataset;
    const quoted = (text) => (/\s/u.test(text) ? `"${text}"` : text);
    ask(`${spokenWith(question)} 自治体:${quoted(town)} 機関:${quoted(agency)} 番号:${quoted(number)} 種類:${kind}`, () => places.results);
  } else if (more !== undefined) {
    const known = new Set([...app.querySelectorAll("[data-key]")].map((hit) => hit.dataset.key));
    limit = Math.min(MOST, limit < STEP ? STEP : limit + STEP);
    show({ keepFocus: () => [...app.querySelectorAll("[data-key]")].find((hit) => !known.has(hit.dataset.key)) });
  } else if (again !== undefined) {
    show({ keepFocus: () => places.results });
  } else if (format) {
    keep(format);
  } else if (own.matches(".search-hit")) {
    remember();
  }
});

/** Saves what was found, as far as it can be shown. */
async function keep(format) {
  try {
    const { reply: whole } = reply.hits.length < Math.min(reply.total, MOST)
      ? await source.ask(question, { limit: MOST }) : { reply };
    save(whole, { format, say, root: absolute(root || "./") });
    announce(say("saved", { count: whole.hits.length }));
  } catch (error) {
    failed(error);
  }
}

/** Where the filters stand: behind the results beside them, so that hits are near the box by keyboard too; on narrow windows
 * above, folded. */
function arrange() {
  if (WIDE.matches) places.results.after(places.filters);
  else places.results.before(places.filters);
}
WIDE.addEventListener("change", arrange);

/** The question without the filters that say which evaluation is meant. */
function spokenWith(own) {
  return ["municipality", "kind"].reduce((text, facet) => {
    const marker = only(text, facet, "-");
    return marker.slice(0, marker.lastIndexOf(" ")).trim();
  }, own);
}

/** Asks another question as if it had been typed and submitted. */
function ask(own, keepFocus = null) {
  input.value = own;
  settle(own);
  show({ keepFocus });
}

addEventListener("popstate", restore);
addEventListener("online", () => {
  if (app.dataset.state === "offline") show();
});
addEventListener("scroll", () => {
  clearTimeout(timers.scroll);
  timers.scroll = setTimeout(() => settled === null && remember(), 250);
}, { passive: true });

history.scrollRestoration = "manual";
app.querySelector("[data-examples]").hidden = false;
arrange();
restore();
if (isFast()) addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(() => source.warm()), { once: true });
