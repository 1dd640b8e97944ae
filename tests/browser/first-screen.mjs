// What a page is for begins on the first screen of a phone: `node first-screen.mjs <output folder>`.
//
// On every page, at 360 × 640 px: where the first line of its own content begins, below names, states, facts, ways on
// and explanations. `SHOW=1` prints where it begins for every type of page. Prints `N passed, N failed`.

import { host } from "./hosts.mjs";
import { browser, pageState, pageType, pages } from "./site.mjs";
import { finish, report } from "./tally.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node first-screen.mjs <output folder>");
  process.exit(2);
}

const SCREEN = { width: 360, height: 640 };
const LOWEST = 600;

/** The first line of what a page of each type is for. A type that is not here fails: say what its readers come for. */
const CONTENT = {
  home: ".cards li, .towns li, .stack tbody tr",
  municipality: ".cards li, .stack tbody tr",
  overview: ".glance > div, .at-a-glance > p",
  document: ".doc-body .item",
  changes: ".change",
  compare: ".change.compared, .doc-head .tally + p:not(.tools)",
  at: ".stack tbody tr, .directory li",
  concept: ".stack tbody tr, main > p, .without",
  task: ".side-by-side tbody td",
  named: ".stack tbody tr",
  law: ".stack tbody tr",
  directory: "main > .directory li",
  data: "main section li",
  about: "main section p",
  search: "main .search-box",
  glossary: ".terms > div",
  retired: ".message .links",
  moved: ".message .links",
  "not-found": ".message .links",
};

const site = await host(folder);
const chromium = await browser();
const tab = await (await chromium.newContext({ viewport: SCREEN })).newPage();
const lowest = new Map();
for (const page of await pages(folder)) {
  const state = await pageState(folder, page);
  const type = await pageType(folder, page);
  await tab.goto(`${site.origin}/${page}`, { waitUntil: "load" });
  const top = await tab.evaluate((selector) => {
    const first = selector && [...document.querySelectorAll(selector)].find((own) => own.checkVisibility());
    return first ? Math.round(first.getBoundingClientRect().top + scrollY) : null;
  }, CONTENT[type] ?? null);
  report(`first screen ${state} ${page}`, top !== null && top <= LOWEST ? [] : [top === null ? "no content found" : `begins at ${top} px of ${SCREEN.height}`]);
  if (!(lowest.get(state)?.top >= top)) lowest.set(state, { top, page });
}
await chromium.close();
site.close();
if (process.env.SHOW) for (const [state, { top, page }] of [...lowest].sort()) console.log(`${top} px ${state} ${page}`);
finish();
