// Pictures of a built site: `node screenshots.mjs <output folder> <picture folder> [name …]`.
//
// Every page type in every state it comes in, at 360, 768 and 1280 px, light and dark, and as paper: the PDF that
// Chromium prints. `<picture folder>/index.html` shows them all, one row per page. Names (`overview`,
// `document-past`) or beginnings of names restrict them.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { host } from "./hosts.mjs";
import { browser, byState, layOutAll, pages } from "./site.mjs";

const [folder, pictures, ...wanted] = process.argv.slice(2);
if (!folder || !pictures) {
  console.error("usage: node screenshots.mjs <output folder> <picture folder> [name …]");
  process.exit(2);
}

const WIDTHS = [360, 768, 1280];
const SCHEMES = ["light", "dark"];
/** Taller pictures are cut; a whole document would be a hundred screens high. */
const HEIGHT = 5000;
/** As many sheets of a PDF as anybody looks at. */
const SHEETS = "1-6";

/** The search page in the states that a question brings about; the number is invented. */
const QUESTIONS = [["search-found", "委託先"], ["search-none", "量子暗号"], ["search-meant", "国民健康保剣"], ["search-refused", "123456789018"]];

const shown = (name) => wanted.length === 0 || wanted.some((word) => name.startsWith(word));

await mkdir(pictures, { recursive: true });
const site = await host(folder);
const chromium = await browser();
const rows = [];
const states = [...(await byState(folder, await pages(folder)))];
const search = states.find(([name]) => name === "search")?.[1];
if (search) for (const [name, question] of QUESTIONS) states.push([name, `${search}?q=${encodeURIComponent(question)}`]);

/** Goes to a page, all of it; where it answers a question, until the answer is there. */
async function open(tab, page) {
  await tab.goto(`${site.origin}/${page}`, { waitUntil: "load" });
  await layOutAll(tab);
  if (!page.includes("?")) return;
  const answered = () => document.querySelector(".search-count, [data-refused]:not([hidden])");
  await tab.waitForFunction(answered, null, { timeout: 20_000 }).catch(() => console.log(`no answer: ${page}`));
}

for (const [name, page] of states) {
  if (!shown(name)) continue;
  const files = [];
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      const context = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme });
      const tab = await context.newPage();
      await open(tab, page);
      const height = await tab.evaluate(() => document.documentElement.scrollHeight);
      const clip = { x: 0, y: 0, width, height: Math.min(height, HEIGHT) };
      const file = `${name}-${width}-${colorScheme}.png`;
      await tab.screenshot({ path: join(pictures, file), clip, fullPage: true });
      files.push(file);
      await context.close();
    }
  }
  const tab = await chromium.newPage();
  await open(tab, page);
  const paper = `${name}.pdf`;
  await tab.pdf({ path: join(pictures, paper), preferCSSPageSize: true, printBackground: true, pageRanges: SHEETS })
    // A page shorter than the range is printed whole.
    .catch(() => tab.pdf({ path: join(pictures, paper), preferCSSPageSize: true, printBackground: true }));
  await tab.close();
  rows.push({ name, page, files, paper });
  console.log(`${name}: ${page}`);
}
await chromium.close();
site.close();

const row = ({ name, page, files, paper }) => `<h2>${name} <small>${page}</small> <a href="${paper}">PDF</a></h2><p>${
  files.map((file) => `<a href="${file}"><img src="${file}" alt="${file}" height="480" loading="lazy"></a>`).join(" ")}</p>`;
await writeFile(join(pictures, "index.html"), `<!doctype html><meta charset="utf-8"><title>Pictures</title>${rows.map(row).join("\n")}\n`);
