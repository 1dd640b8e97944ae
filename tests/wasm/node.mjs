// The engine of the search page in Node, over a built site on disk: the same modules and the same WebAssembly as in a
// browser, but for the worker, and with a host made of a function.

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the artefact is kept. */
export const kept = join(root, "themes/default/static/search");

/** A host of a folder. `ranges` says whether it answers ranges; `log` takes what was asked for. */
export function host(folder, { ranges = true, log = () => {} } = {}) {
  return async (url, { headers = {}, signal } = {}) => {
    const { pathname, search } = new URL(url);
    const path = normalize(join(folder, decodeURIComponent(pathname)));
    let bytes;
    try {
      bytes = await readFile(path);
    } catch {
      log({ path: pathname, status: 404, bytes: 0 });
      return new Response("not found", { status: 404 });
    }
    signal?.throwIfAborted();
    const range = ranges ? /^bytes=(\d+)-(\d+)$/.exec(headers.Range ?? "") : null;
    let status = 200;
    if (range) {
      bytes = bytes.subarray(Number(range[1]), Number(range[2]) + 1);
      status = 206;
    }
    log({ path: pathname + search, status, bytes: bytes.length });
    return new Response(bytes, { status, headers: { "content-length": String(bytes.length) } });
  };
}

/** The modules of the artefact in a folder. A module script of a browser is one for Node where a file says so. */
export async function modules(folder = kept) {
  const beside = await mkdtemp(join(tmpdir(), "kohyo-wasm-"));
  try {
    await cp(kept, beside, { recursive: true });
    await cp(folder, beside, { recursive: true });
    await writeFile(join(beside, "package.json"), '{"type": "module"}');
    const load = (name) => import(pathToFileURL(join(beside, name)).href);
    const { Core } = await load("core.js");
    const wasm = await load("kohyo_search.js");
    const bytes = await readFile(join(beside, "kohyo_search.wasm"));
    const ready = wasm.default({ module_or_path: bytes });
    await ready;
    return { Core, wasm, ready };
  } finally {
    await rm(beside, { recursive: true });
  }
}

/** An opened index of a built site. */
export async function open({ Core, wasm, ready }, folder, options) {
  const core = new Core(wasm, host(folder, options));
  await core.open("https://site.example.jp/search/", ready);
  return core;
}
