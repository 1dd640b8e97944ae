// Tests of a built site: `node check.mjs <output folder>`.
//
// Every page: valid HTML, links that lead somewhere, a way of links to it from the home page. A page of each type in
// each state, narrow and wide, light and dark: no violation of WCAG 2.2 AA that axe can find, nothing wider than the
// window, few enough tab stops, no request to anybody else, no error in the console. The same pages at 320 px, with text
// of 200 % and with the text spacing of WCAG 1.4.12: nothing is wider than the window and no text is cut. Of the sample,
// the headings are those of `headings.txt` (`UPDATE=1` writes it anew: read the difference). `ONLY=links` ends with the
// ways. Prints `N passed, N failed`.

import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { violations } from "./axe.mjs";
import { host } from "./hosts.mjs";
import { browser, byState, layOutAll, pages, root } from "./site.mjs";
import { check, finish, report } from "./tally.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];
if (!folder) {
  console.error("usage: node check.mjs <output folder>");
  process.exit(2);
}

// Each page is loaded in each width, and in each colours once.
const VIEWS = new Map([[360, ["light", "dark"]], [1280, ["dark", "light"]]]);
const MOST_TAB_STOPS = 150;

/** What readers do to a page; each runs in it. */
const CHANGES = {
  "320 px": { width: 320, make: () => {} },
  "text of 200 %": { width: 1280, make: () => { document.documentElement.style.fontSize = "200%"; } },
  "text spacing": {
    width: 1280,
    make: () => {
      for (const element of document.body.querySelectorAll("*")) {
        element.style.lineHeight = "1.5";
        element.style.letterSpacing = "0.12em";
        element.style.wordSpacing = "0.16em";
        if (element.tagName === "P") element.style.marginBlockEnd = "2em";
      }
    },
  },
};

const all = await pages(folder);
const config = JSON.parse(await readFile(join(here, "htmlvalidate.json"), "utf8"));
const validator = new HtmlValidate(new FileSystemConfigLoader(config));
const ids = new Map();
for (const page of all) {
  const html = await readFile(join(folder, page), "utf8");
  const result = await validator.validateString(html, join(folder, page));
  const messages = result.results.flatMap((file) => file.messages);
  report(`html ${page}`, messages.map((m) => `${m.line}:${m.column} ${m.message} (${m.ruleId})`));
  ids.set(page, new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1])));
}

// Links: the file is there, and so is the item it points to.
const top = await root(folder);
const ways = new Map();
const led = new Set(["404.html"]);
for (const page of all) {
  const html = await readFile(join(folder, page), "utf8");
  const broken = new Set();
  const way = new Set();
  ways.set(page, way);
  // The box of every page leads to the search without a script too.
  for (const [, action] of html.matchAll(/<form\s[^>]*?action="([^"]*)"/g)) way.add(posix.join(posix.dirname(page), action));
  // Whoever comes to an address that is no longer used comes from outside.
  if (/http-equiv="refresh"|<body class="page-(retired|moved)"/.test(html)) led.add(page);
  for (const [, href] of html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)) {
    if (/^[a-z]+:/.test(href)) continue;
    const [path, fragment] = href.replaceAll("&amp;", "&").split("#");
    const absolute = path.startsWith(top) ? path.slice(top.length) : posix.join(posix.dirname(page), path);
    const target = path === "" ? page : posix.normalize(absolute).replace(/^\.\/?/, "");
    const file = target === "" || target.endsWith("/") ? `${target}index.html` : target;
    way.add(file);
    if (!ids.has(file)) {
      const other = await readFile(join(folder, file)).catch(() => null);
      if (other === null) broken.add(`no page for ${href}`);
    } else if (fragment && !ids.get(file).has(decodeURIComponent(fragment))) {
      broken.add(`no item for ${href}`);
    }
  }
  report(`links ${page}`, [...broken]);
}

// Who begins at the home page and follows links comes to every page, without a script.
const reached = new Set(["index.html"]);
for (const page of reached) {
  for (const next of ways.get(page) ?? []) reached.add(next);
}
for (const page of all.filter((own) => !led.has(own))) {
  check(`reached ${page}`, reached.has(page), "no links lead from the home page to this page");
}

if (process.env.ONLY === "links") finish();

const site = await host(folder);
const chromium = await browser();
// One tab for all: to open one takes as long as to load a small page.
const tab = await (await chromium.newContext()).newPage();
tab.setDefaultTimeout(120_000);
let noise = [];
tab.on("console", (message) => message.type() === "error" && noise.push(message.text()));
tab.on("request", (request) => {
  if (!request.url().startsWith(site.origin)) noise.push(`asks ${request.url()}`);
});

async function open(page, width) {
  noise = [];
  await tab.setViewportSize({ width, height: 900 });
  await tab.goto(`${site.origin}/${page}`, { waitUntil: "load" });
  await layOutAll(tab);
}

const outlines = [];
for (const [type, page] of await byState(folder, all)) {
  outlines.push(`${type} ${page}`);
  await tab.emulateMedia({ colorScheme: "light" });
  for (const [name, change] of Object.entries(CHANGES)) {
    await open(page, change.width);
    if (name === "320 px") outlines.push(...(await tab.evaluate(outline)));
    await tab.evaluate(change.make);
    report(`${name} ${type} ${page}`, await tab.evaluate(lost));
  }
  for (const [width, schemes] of VIEWS) {
    for (const [turn, colorScheme] of schemes.entries()) {
      await tab.emulateMedia({ colorScheme });
      // In the second colours the page is looked at without being loaded again, as when the evening comes.
      if (turn === 0) {
        await open(page, width);
      }
      const name = `${type} ${page} ${width}px ${colorScheme}`;
      const found = await tab.evaluate(measure);
      report(`width ${name}`, found.wide);
      report(`headings ${name}`, found.headings);
      const stops = found.stops > MOST_TAB_STOPS ? [`${found.stops} tab stops`] : [];
      report(`tab stops ${name}`, stops);

      report(`axe ${name}`, await violations(tab));
      report(`quiet ${name}`, noise.filter((text) => !text.includes("favicon")));
    }
  }
}
await chromium.close();
site.close();

// Other sites have other headings: only those of the sample are known.
const home = await readFile(join(folder, "index.html"), "utf8");
if (home.includes('class="banner sample"')) {
  const file = join(here, "headings.txt");
  const text = `${outlines.join("\n")}\n`;
  if (process.env.UPDATE) await writeFile(file, text);
  const known = await readFile(file, "utf8").catch(() => "");
  const lines = new Set(known.split("\n"));
  const news = text.split("\n").filter((line) => !lines.has(line));
  report("headings.txt", known === text ? [] : ["the headings are not those of headings.txt", ...news]);
}

finish();

// Runs in the page: the headings down to the third level.
function outline() {
  return [...document.querySelectorAll("h1, h2, h3")].map((heading) => {
    const level = Number(heading.tagName[1]);
    return `${"  ".repeat(level)}h${level} ${heading.textContent.replace(/\s+/g, " ").trim()}`;
  });
}

// Runs in the page: what is wider than the window, or cut by a box that does not scroll.
function lost() {
  const found = [];
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > limit) found.push(`scrolls to ${document.documentElement.scrollWidth} of ${limit} px`);
  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const hides = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
    // What is there for screen readers alone is cut on purpose.
    if (!hides || style.clipPath !== "none" || !element.checkVisibility()) continue;
    const cut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    if (cut && found.length < 5) found.push(`${element.tagName}.${element.className} cuts its text`);
  }
  const right = [...document.body.querySelectorAll("*")].filter((element) => {
    return found.length > 0 && element.getBoundingClientRect().right > limit + 1;
  });
  return [...found, ...right.slice(0, 3).map((element) => `${element.tagName}.${element.className} sticks out`)];
}

// Runs in the page.
function measure() {
  const wide = [];
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > limit) {
    for (const element of document.body.querySelectorAll("*")) {
      const { right } = element.getBoundingClientRect();
      if (right > limit + 1 && wide.length < 5) wide.push(`${element.tagName}.${element.className} ends at ${Math.round(right)}`);
    }
    if (wide.length === 0) wide.push(`scrolls to ${document.documentElement.scrollWidth}`);
  }
  const headings = [];
  let last = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = Number(heading.tagName[1]);
    if (level > last + 1) headings.push(`${heading.tagName} after H${last}: ${heading.textContent.trim().slice(0, 40)}`);
    last = level;
  }
  const titles = document.querySelectorAll("h1").length;
  if (titles !== 1) headings.push(`${titles} h1`);
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const stops = [...document.querySelectorAll(focusable)].filter((element) => {
    const shown = element.checkVisibility({ visibilityProperty: true });
    return shown && element.tabIndex >= 0 && !element.disabled;
  }).length;
  return { wide, headings, stops };
}
