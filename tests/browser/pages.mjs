// What pages say and leave out: `node pages.mjs <output folder>`.
//
// On every page: no sentence of the interface stands twice. Questions that may be taken for one another lead to each
// other; a page of many provisions lists them; a comparison of versions has no chapter in which nothing differs; names of
// formats are written as their makers do, and what spreadsheets do to codes is said. Prints `N passed, N failed`.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { host } from "./hosts.mjs";
import { browser, pageType, pages } from "./site.mjs";
import { check, finish, report } from "./tally.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node pages.mjs <output folder>");
  process.exit(2);
}

/** As many provisions as are seen at once. */
const MANY = 10;

const site = await host(folder);
const chromium = await browser();
const tab = await (await chromium.newContext()).newPage();
const open = (page) => tab.goto(`${site.origin}/${page}`);

for (const page of await pages(folder)) {
  const type = await pageType(folder, page);
  await open(page);
  report(`said once ${page}`, await tab.evaluate(twice));

  if (type === "law") {
    const { sections, listed } = await tab.evaluate(() => ({
      sections: [...document.querySelectorAll("main section > h2")].map((own) => `#${own.id}`),
      listed: [...document.querySelectorAll(".provisions a")].map((own) => own.getAttribute("href")),
    }));
    const wanted = sections.length > MANY ? sections : [];
    check(`provisions ${page}`, listed.join() === wanted.join(), { wanted, listed });
  }
  if (type === "compare") {
    const empty = await tab.evaluate(() => [...document.querySelectorAll("main > section[id]")]
      .filter((own) => !own.querySelector(".compared, .mentions")).map((own) => own.id));
    report(`chapters that differ ${page}`, empty);
  }
}

for (const [one, other] of [["incident/agency-3y", "incident/agency-1y"], ["task/subjects", "file/subjects"], ["audit/rating", "audit/kinds"]]) {
  for (const [from, to] of [[one, other], [other, one]]) {
    const page = `compare/${from}/index.html`;
    const html = await readFile(join(folder, page), "utf8").catch(() => null);
    if (html === null || html.includes('http-equiv="refresh"')) continue;
    await open(page);
    const links = await tab.locator(".doc-head .notice a").evaluateAll((all) => all.map((own) => own.href));
    check(`kept apart ${from}`, links.length === 1 && links[0] === `${site.origin}/compare/${to}/index.html`, links);
  }
}

const data = await readFile(join(folder, "data/index.html"), "utf8").catch(() => null);
if (data !== null) {
  const formats = new Set([...data.matchAll(/\((CSV|NDJSON|parquet)\)<\/a>/gi)].map((match) => match[1]));
  report("names of formats", [...formats].filter((name) => !["CSV", "NDJSON", "Parquet"].includes(name)));
  check("formats are named", formats.size > 0);
  check("what a double click does to codes", /ダブルクリック|double click/.test(data));
}

await chromium.close();
site.close();
finish();

// Runs in the page: sentences of the interface that are seen twice. The text of an evaluation says what it says.
function twice() {
  const seen = new Map();
  for (const own of document.querySelectorAll("main p, .banners p")) {
    const ofText = own.closest(".doc-body, .log, .compared, .stack, .side-by-side, .glance, .flows, .news, .terms");
    if (ofText || !own.checkVisibility()) continue;
    for (const sentence of own.textContent.replace(/\s+/g, " ").match(/[^。]{8,}。/g) ?? []) {
      seen.set(sentence.trim(), (seen.get(sentence.trim()) ?? 0) + 1);
    }
  }
  return [...seen].filter(([, times]) => times > 1).map(([sentence]) => sentence);
}
