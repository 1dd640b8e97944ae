// Lighthouse over a built site: `node lighthouse.mjs <output folder> [least score] [page …]`.
//
// Phone, throttled, as Lighthouse has it by default; every category has to reach the least score (95). Without pages:
// home, a 要点, the longest document, and search where there is one. Also: what the page weighs over a server that
// compresses (less than 300 kB; search fetches its program as well), and that its first paint waits for no script. Each
// page is measured three times and the middle one in performance counts; on a busy machine all are too low. It takes a
// minute and a half a page and has packages of its own (`npm ci --prefix lighthouse`), so `run.sh` does not call it.
//
// `ONLY=seo` measures that category alone, once, on every type of page: it does not waver (`node lighthouse.mjs SITE 100`).

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { host } from "./hosts.mjs";
import { pages, pageType } from "./site.mjs";

const [folder, least = "95", ...asked] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node lighthouse.mjs <output folder> [least score] [page …]");
  process.exit(2);
}
/** Bytes over the wire of a page with all it needs. */
const HEAVIEST = 300_000;
const only = process.env.ONLY;
const RUNS = only ? 1 : 3;
/** The types of pages that are measured. */
const TYPES = only
  ? ["home", "municipality", "overview", "document", "changes", "compare", "concept", "task", "named", "law", "about", "data", "search"]
  : ["home", "overview", "document", "search"];

process.env.CHROME_PATH ??= process.env.CHROMIUM ?? "/usr/bin/chromium";
const own = createRequire(new URL("lighthouse/package.json", import.meta.url));
const load = (name) => import(pathToFileURL(own.resolve(name)).href);
const [{ default: lighthouse }, { launch }] = [await load("lighthouse"), await load("chrome-launcher")];

const server = await host(folder);

async function chosen() {
  const sizes = new Map();
  for (const page of await pages(folder)) {
    const type = await pageType(folder, page);
    if (!TYPES.includes(type)) continue;
    const { size } = await stat(join(folder, page));
    if (size > (sizes.get(type)?.size ?? 0)) sizes.set(type, { page, size });
  }
  return [...sizes.values()].map(({ page }) => page);
}

let failed = 0;
for (const page of asked.length > 0 ? asked : await chosen()) {
  // The sample and past versions ask not to be found; the rest of SEO counts all the same.
  const noindex = (await readFile(join(folder, page), "utf8")).includes('name="robots" content="noindex"');
  const results = [];
  for (let run = 0; run < RUNS; run += 1) {
    const chrome = await launch({ chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
    const settings = { port: chrome.port, output: "json", logLevel: "error", skipAudits: noindex ? ["is-crawlable"] : null, onlyCategories: only ? [only] : null };
    results.push(await lighthouse(`${server.origin}/${page}`, settings));
    await chrome.kill();
  }
  const speed = (result) => result.lhr.categories.performance?.score ?? 0;
  const result = results.sort((one, other) => speed(one) - speed(other))[Math.floor(RUNS / 2)];
  const heaviest = (await pageType(folder, page)) === "search" ? Infinity : HEAVIEST;
  const { categories, audits } = result.lhr;
  const scores = Object.values(categories).map((category) => [category.id, Math.round((category.score ?? 0) * 100)]);
  const weight = audits["total-byte-weight"]?.numericValue ?? 0;
  const blocking = (audits["render-blocking-resources"]?.details?.items ?? []).filter((item) => /\.m?js(\?|$)/.test(item.url));
  const low = scores.filter(([, score]) => score < Number(least));
  const bad = low.length > 0 || weight > heaviest || blocking.length > 0;
  if (bad) failed += 1;
  console.log(`${bad ? "FAIL" : "ok  "} ${page}: ${scores.map(([id, score]) => `${id} ${score}`).join(", ")}${noindex ? " (noindex)" : ""}` +
    (only ? "" : `, ${Math.round(weight / 1000)} kB, first paint ${Math.round(audits["first-contentful-paint"].numericValue)} ms`) +
    `${blocking.length > 0 ? `, waits for ${blocking.map((item) => item.url).join(" ")}` : ""}`);
  for (const [id] of low) {
    for (const { id: audit } of categories[id].auditRefs) {
      const { score = null, title } = audits[audit] ?? {};
      if (score !== null && score < 0.9) console.log(`       ${id}: ${title} (${score})`);
    }
  }
}
server.close();
process.exit(failed === 0 ? 0 : 1);
