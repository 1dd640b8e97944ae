// A built site for the tests: its pages, and a browser.

import { readFile, readdir } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { chromium } from "playwright-core";

/** All HTML files below a folder, as paths with `/`, sorted. */
export async function pages(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".html"));
  const root = resolve(folder);
  return files.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => resolve(path).slice(root.length + 1).split(sep).join("/"))
    .sort();
}

/** The path of a site on its host, `/` at both ends: `_headers` begins with what is said of all below it. */
export async function root(folder) {
  const headers = await readFile(join(folder, "_headers"), "utf8");
  return headers.slice(0, headers.indexOf("*"));
}

/** The type of a page, as its `<body>` says it: `page-document` → `document`. */
export async function pageType(folder, page) {
  const html = await readFile(join(folder, page), "utf8");
  return /<body class="page-([a-z-]+)"/.exec(html)?.[1] ?? "other";
}

/** Type and state of a page: `overview-draft`. Pages of a version say their state in their head. */
export async function pageState(folder, page) {
  const html = await readFile(join(folder, page), "utf8");
  const type = /<body class="page-([a-z-]+)"/.exec(html)?.[1] ?? "other";
  const state = /<div class="stand stand-([a-z-]+)"/.exec(html)?.[1];
  return state ? `${type}-${state}` : type;
}

/** The first few pages of each type. */
export async function byType(folder, all, most = 2) {
  const types = new Map();
  for (const page of all) {
    const type = await pageType(folder, page);
    const some = types.get(type) ?? [];
    if (some.length < most) types.set(type, [...some, page]);
  }
  return types;
}

/** The first page of each type in each state. */
export async function byState(folder, all) {
  const states = new Map();
  for (const page of all) {
    const state = await pageState(folder, page);
    if (!states.has(state)) states.set(state, page);
  }
  return new Map([...states].sort());
}

/** The browser of the operating system. */
export function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
}

/** Lays out the parts of a page that are far from the window too, so that they can be measured. */
export function layOutAll(tab) {
  return tab.evaluate(() => {
    for (const part of document.querySelectorAll(".frame-part, .change")) part.style.contentVisibility = "visible";
  });
}
