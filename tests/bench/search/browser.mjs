// Search in the reader's browser over a far line, and Pagefind over the same: node browser.mjs QUERIES OUTPUT …
//
// OUTPUT is a built site; where `npx pagefind --site OUTPUT --output-path OUTPUT/pagefind` has indexed it, Pagefind is
// asked the same questions in the same run, ten results of each. The line has 50 ms and 10 Mbit/s for both. `browser.sh`
// beside this makes a prefecture and a city. Prints a table; exits 1 where a budget of kohyo is not kept.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asking, host, sum } from "../../browser/hosts.mjs";
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
  // What comes before any question, then the first question of another new reader, from the address on.
  const start = await cold(site, paths.empty, ready);
  await start.context.close();
  const straight = await cold(site, paths.asking(first), answered);
  const further = [];
  for (const question of others) {
    const ms = await ask(straight.tab, question);
    further.push({ ms, ...sum(site.forget()) });
  }
  await straight.context.close();
  const row = {
    what: name,
    "start, kB": Math.round(start.bytes / 1000),
    "start, requests": start.requests,
    "first result, ms": Math.round(straight.ms),
    "further, kB": Math.round(mean(further.map(({ bytes }) => bytes)) / 1000),
    "most, kB": Math.round(Math.max(...further.map(({ bytes }) => bytes)) / 1000),
    "further, requests": Number(mean(further.map(({ requests }) => requests)).toFixed(1)),
    "further, ms": Math.round(mean(further.map(({ ms }) => ms))),
    "most, ms": Math.round(Math.max(...further.map(({ ms }) => ms))),
  };
  rows.push(row);
  return row;
}

for (const output of outputs) {
  const current = JSON.parse(await readFile(join(output, "search/current.json"), "utf8"));
  const { mode } = current;
  for (const [ranges, own] of mode === "range" ? [[true, "range"], [false, "chunks"]] : [[true, mode]]) {
    const site = await host(output, { ...LINE, ranges });
    const name = `kohyo, ${current.evaluations} evaluations, ${own}`;
    const at = (question) => `search/index.html?${new URLSearchParams({ q: question })}`;
    const row = await measure(name, site, { empty: "search/index.html", asking: at },
      () => document.querySelector("#search")?.dataset.kind,
      () => document.querySelector(".search-count") && !document.querySelector("#search").hasAttribute("aria-busy"),
      (tab, question) => tab.evaluate(asking, question));
    const budget = BUDGETS[own];
    const held = { start: row["start, kB"], first: row["first result, ms"], bytes: row["further, kB"], requests: row["further, requests"], ms: row["further, ms"] };
    for (const [key, most] of Object.entries(budget)) if (held[key] > most) missed.push(`${name}: ${key} ${held[key]}, budget ${most}`);
    site.close();
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
