// Arrival at links: `node arrival.mjs <output folder> [seed]`.
//
// Forty links, chosen at random among the items and the change rows of all documents and change logs, each with a word
// that stands there, as search gives them; on a phone and on a desktop. Wherever the link leads, what it names and the
// first mark are in the window, the mark not below the line that tells of it. Prints `N passed, N failed`.

import { host } from "./hosts.mjs";
import { browser, byType, pages } from "./site.mjs";
import { check, finish } from "./tally.mjs";

const [folder, seed = "15"] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node arrival.mjs <output folder> [seed]");
  process.exit(2);
}

const LINKS = 40;
const SIZES = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];

/** Numbers below `count`, the same for the same seed (mulberry32). */
let state = Number(seed);
function below(count) {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count);
}

const site = await host(folder);
const chromium = await browser();
const types = await byType(folder, await pages(folder), Infinity);

/** Every place of a page with the stretches of its own text that a word can be taken from. */
async function places(page) {
  const tab = await chromium.newPage();
  await tab.goto(`${site.origin}/${page}`, { waitUntil: "domcontentloaded" });
  const found = await tab.evaluate(() => {
    const all = document.querySelectorAll(".doc-body .item.row[id], .change[id], .doc-body .item li[id]");
    return [...all].map((place) => {
      const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT, (node) => (
        node.parentElement.closest("[data-ui], .others, h1, h2, h3, h4, h5, h6, script") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
      const texts = [];
      while (walker.nextNode()) texts.push(...(walker.currentNode.data.match(/[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}ー]{3,}/gu) ?? []));
      return { id: place.id, row: place.matches(".change"), texts };
    }).filter(({ texts }) => texts.length > 0);
  });
  await tab.close();
  return found.map((place) => ({ page, ...place }));
}

const all = [];
for (const page of [...(types.get("document") ?? []), ...(types.get("changes") ?? [])]) all.push(...(await places(page)));
const kinds = [all.filter(({ row }) => !row), all.filter(({ row }) => row)];
const links = Array.from({ length: LINKS }, (_, n) => {
  const own = kinds[n % 2].length > 0 ? kinds[n % 2] : all;
  const { page, id, texts } = own[below(own.length)];
  const text = texts[below(texts.length)];
  const from = below(text.length - 2);
  return { href: `${page}?mark=${encodeURIComponent(text.slice(from, from + 2 + below(4)))}#${encodeURIComponent(id)}`, id };
});

await Promise.all(SIZES.map(async (viewport) => {
  const tab = await chromium.newPage({ viewport });
  let arrived = 0;
  for (const { href, id } of links) {
    await tab.goto("about:blank");
    await tab.goto(`${site.origin}/${href}`);
    await tab.waitForSelector("mark", { timeout: 5000 }).catch(() => {});
    // Parts above may still get their true height.
    await tab.waitForTimeout(500);
    const seen = await tab.evaluate((own) => {
      const inside = ({ top, bottom }) => ({ some: bottom > 0 && top < innerHeight, top: Math.round(top), bottom: Math.round(bottom) });
      const place = inside(document.getElementById(own).getBoundingClientRect());
      const mark = document.querySelector("mark");
      const line = document.querySelector(".arrived")?.getBoundingClientRect();
      if (!mark || !line) return { place, mark: null };
      const box = mark.getBoundingClientRect();
      const free = box.top >= 0 && box.bottom <= innerHeight && (box.bottom <= line.top || box.top >= line.bottom);
      return { place, mark: inside(box), within: document.getElementById(own).contains(mark), free, window: innerHeight };
    }, id);
    const good = seen.place.some && seen.free === true && seen.within === true;
    if (good) arrived += 1;
    check(`${viewport.width} px: ${decodeURIComponent(href)}`, good, seen);
  }
  console.log(`${viewport.width} px: ${arrived} of ${links.length} links arrive (${all.length} places in ${types.get("document")?.length ?? 0} documents and ${types.get("changes")?.length ?? 0} change logs)`);
  await tab.close();
}));

await chromium.close();
site.close();
finish();
