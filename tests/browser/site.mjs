// A built site for the tests: its pages, a small static server, and a browser.

import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { extname, join, normalize, resolve, sep } from "node:path";
import { chromium } from "playwright-core";

/** Media types by extension. */
export const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".xml": "application/xml",
};

/** All HTML files below a folder, as paths with `/`, sorted. */
export async function pages(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".html"));
  const root = resolve(folder);
  return files.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => resolve(path).slice(root.length + 1).split(sep).join("/"))
    .sort();
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

/** The first page of each type in each state. */
export async function byState(folder, all) {
  const states = new Map();
  for (const page of all) {
    const state = await pageState(folder, page);
    if (!states.has(state)) states.set(state, page);
  }
  return new Map([...states].sort());
}

/** Serves a folder on a free port of this machine. */
export async function serve(folder) {
  const root = resolve(folder);
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = normalize(join(root, path.endsWith("/") ? `${path}index.html` : path));
    try {
      if (!file.startsWith(root + sep)) throw new Error("outside");
      const body = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" });
      response.end("not found");
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** The browser of the operating system. */
export function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
}
