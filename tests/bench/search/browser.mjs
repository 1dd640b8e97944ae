// Search in the reader's browser over a far line, and Pagefind over the same: node browser.mjs QUERIES OUTPUT …
//
// OUTPUT is a built site; where `npx pagefind --site OUTPUT --output-path OUTPUT/pagefind` has indexed it, Pagefind is
// asked the same questions in the same run, ten results of each. The line has 50 ms and 10 Mbit/s for both. `browser.sh`
// beside this makes a prefecture and a city. Everything is measured ROUNDS times (5): medians are printed, and what the
// worker takes over 300 questions; with EACH, every question too. Exits 1 where a budget of kohyo is not kept.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asking, host, manyQuestions, memory, sum } from "../../browser/hosts.mjs";
import { browser } from "../../browser/site.mjs";

const [table, ...outputs] = process.argv.slice(2);
if (outputs.length === 0) {
  console.error("usage: node browser.mjs QUERIES OUTPUT …");
  process.exit(2);
}
const questions = (await readFile(table, "utf8")).split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
const LINE = { delay: 50, rate: 10_000_000 / 8 };
const BUDGETS = {
  // A small index comes whole, once.
  whole: { ms: 100 },
  chunks: { start: 900, first: 1500, bytes: 500, requests: 15, ms: 300 },
  range: { start: 900, first: 1500, bytes: 150, requests: 15, ms: 300 },
};

const chromium = await browser();
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const EACH = process.env.EACH !== undefined;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const mean = (values) => values.reduce((all, value) => all + value, 0) / values.length;
const rows = [];
const missed = [];

/** Opens a page as a new reader, and what `ready` waits for. */
async function cold(site, path, ready) {
  const context = await chromium.newContext();
  const tab = await context.newPage();
  tab.setDefaultTimeout(120_000);
  site.forget();
  const started = performance.now();
  await tab.goto(`${site.url}${path}`, { waitUntil: "commit" });
  await tab.waitForFunction(ready);
  return { tab, context, ms: performance.now() - started, ...sum(site.forget()) };
}

async function measure(name, site, paths, ready, answered, ask) {
  const [first, ...others] = questions;
  const starts = [];
  const firsts = [];
  const further = others.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    // What comes before any question, then the first question of another new reader, from the address on.
    const start = await cold(site, paths.empty, ready);
    await start.context.close();
    starts.push(start);
    const straight = await cold(site, paths.asking(first), answered);
    firsts.push(straight);
    for (const [index, question] of others.entries()) {
      const ms = await ask(straight.tab, question);
      further[index].push({ ms, ...sum(site.forget()) });
    }
    await straight.context.close();
  }
  const of = (measured, key) => median(measured.map((one) => one[key]));
  const all = (key) => further.map((measured) => of(measured, key));
  const row = {
    what: name,
    "start, kB": Math.round(of(starts, "bytes") / 1000),
    "start, requests": of(starts, "requests"),
    "first result, ms": Math.round(of(firsts, "ms")),
    "further, kB": Math.round(mean(all("bytes")) / 1000),
    "most, kB": Math.round(Math.max(...all("bytes")) / 1000),
    "further, requests": Number(mean(all("requests")).toFixed(1)),
    "most, requests": Math.max(...all("requests")),
    "further, ms": Math.round(mean(all("ms"))),
    "most, ms": Math.round(Math.max(...all("ms"))),
  };
  rows.push(row);
  if (EACH) for (const [index, question] of others.entries()) console.log(name, question, ["requests", "bytes", "ms"].map((key) => Math.round(of(further[index], key))).join(" "));
  return row;
}

/** Most bytes that the WebAssembly may take over 300 questions. */
const HEAP = 128 << 20;

/** Asks 300 questions without delay; what the worker takes is bounded. */
async function remembers(name, output, ranges) {
  const site = await host(output, { ranges });
  const { tab, context } = await cold(site, `search/index.html?${new URLSearchParams({ q: questions[0] })}`, answered);
  const held = await tab.evaluate(manyQuestions, questions[0]);
  console.log(`${name}: ${memory(held)}`);
  if (held.most > HEAP) missed.push(`${name}: memory ${held.most}, budget ${HEAP}`);
  await context.close();
  site.close();
}

/** In the search page: an answer stands there. */
const answered = () => document.querySelector(".search-count") && !document.querySelector("#search").hasAttribute("aria-busy");

for (const output of outputs) {
  const current = JSON.parse(await readFile(join(output, "search/current.json"), "utf8"));
  const { mode } = current;
  for (const [ranges, own] of mode === "range" ? [[true, "range"], [false, "chunks"]] : [[true, mode]]) {
    const site = await host(output, { ...LINE, ranges });
    const name = `kohyo, ${current.evaluations} evaluations, ${own}`;
    const at = (question) => `search/index.html?${new URLSearchParams({ q: question })}`;
    const row = await measure(name, site, { empty: "search/index.html", asking: at },
      () => document.querySelector("#search")?.dataset.kind,
      answered,
      (tab, question) => tab.evaluate(asking, question));
    const budget = BUDGETS[own];
    const held = { start: row["start, kB"], first: row["first result, ms"], bytes: row["further, kB"], requests: row["further, requests"], ms: row["further, ms"] };
    for (const [key, most] of Object.entries(budget)) if (held[key] > most) missed.push(`${name}: ${key} ${held[key]}, budget ${most}`);
    site.close();
    await remembers(name, output, ranges);
  }
  if (await readFile(join(output, "pagefind/pagefind.js")).catch(() => null)) {
    await writeFile(join(output, "pagefind/ask.html"), `<!doctype html><html lang="ja"><meta charset="utf-8"><title>Pagefind</title>
<script type="module">
import * as pagefind from "./pagefind.js";
await pagefind.options({ baseUrl: "/" });
await pagefind.init();
window.ask = async (question) => {
  const started = performance.now();
  const { results } = await pagefind.search(question);
  await Promise.all(results.slice(0, 10).map((result) => result.data()));
  return performance.now() - started;
};
window.ready = true;
const question = new URLSearchParams(location.search).get("q");
if (question) window.first = await window.ask(question);
</script></html>`);
    const site = await host(output, LINE);
    await measure(`Pagefind, ${current.evaluations} evaluations`, site,
      { empty: "pagefind/ask.html", asking: (question) => `pagefind/ask.html?${new URLSearchParams({ q: question })}` },
      () => window.ready === true, () => window.first !== undefined,
      (tab, question) => tab.evaluate((question) => window.ask(question), question));
    site.close();
  }
}
await chromium.close();
console.table(rows);
for (const line of missed) console.log(`over budget: ${line}`);
process.exit(missed.length === 0 ? 0 : 1);
