// Static hosts as people rent them: with and without ranges, below a path, far away, with strict headers.

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, resolve, sep } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".xml": "application/xml",
};

/** What a host compresses by itself; of everything else it sends a `.br` file that stands beside it. */
const COMPRESSED = /^(text\/|application\/(json|xml)|image\/svg)/;

/**
 * Serves a folder. `options`:
 * - `ranges`: answers ranges (default); else sends the whole file
 * - `prefix`: the path below which the site stands
 * - `delay`: milliseconds before every answer; `rate`: bytes a second, for all answers together
 * - `headers`: further headers; `change(path, text)`: what is sent in place of a text
 * The host has `log`, the answers since `forget()`: `{path, status, bytes}`. Connections that ask for what matches
 * `silent` are ended without an answer; what matches `broken` is answered with 500, `gone` with 404, `slow` after ten seconds.
 * `publish()` puts the same index into another folder, as a new publication does: the one before is gone, and with it its
 * pieces, for those who have not asked which index is the new one; with `publish({ same: true })` all pieces are those of before.
 */
export async function host(folder, { ranges = true, prefix = "/", delay = 0, rate = Infinity, headers = {}, change } = {}) {
  const root = resolve(folder);
  const files = new Map();
  let free = 0;
  const own = { log: [], silent: null, broken: null, gone: null, slow: null, forget: () => own.log.splice(0) };
  let moved = null;
  own.publish = async ({ same = false } = {}) => {
    own.replaced = !same;
    const { folder: from } = JSON.parse(await readFile(join(root, "search/current.json"), "utf8"));
    moved = { from, to: Array.from(from, (letter) => (letter === "p" ? "a" : String.fromCharCode(letter.charCodeAt(0) + 1))).join("") };
    files.delete("search/current.json");
  };

  /** Where a file stands in the folder. */
  function place(path) {
    if (moved !== null && path.startsWith(`search/${moved.from}/`)) return null;
    return moved === null ? path : path.replace(`search/${moved.to}/`, `search/${moved.from}/`);
  }

  async function file(path) {
    const stands = place(path);
    if (stands === null) return null;
    if (files.has(path)) return files.get(path);
    const at = normalize(join(root, stands));
    if (at !== root && !at.startsWith(root + sep)) return null;
    const found = await stat(at).catch(() => null);
    if (!found?.isFile()) return null;
    const bytes = await readFile(at);
    const type = TYPES[extname(at)] ?? "application/octet-stream";
    const text = COMPRESSED.test(type);
    const sibling = text ? null : await readFile(`${at}.br`).catch(() => null);
    let body = change && text ? Buffer.from(change(path, bytes.toString())) : bytes;
    if (moved !== null && path === "search/current.json") body = Buffer.from(body.toString().replace(moved.from, moved.to));
    const br = text ? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }) : sibling;
    const entry = { body, br, type, etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 16)}"` };
    files.set(path, entry);
    return entry;
  }

  /** Sends bytes at the rate of the line, which all answers share, until the reader has had enough. */
  async function send(response, bytes, entry) {
    const step = 8 * 1024;
    for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
      const part = bytes.subarray(at, at + step);
      if (rate !== Infinity) {
        free = Math.max(free, performance.now()) + (part.length * 1000) / rate;
        const wait = free - performance.now();
        if (wait > 1) await new Promise((done) => setTimeout(done, wait));
      }
      entry.bytes += part.length;
      if (!response.write(part)) {
        await new Promise((done) => {
          const go = () => {
            response.off("drain", go).off("close", go);
            done();
          };
          response.on("drain", go).on("close", go);
        });
      }
    }
    response.end();
  }

  const server = createServer(async (request, response) => {
    if (own.silent?.test(request.url)) {
      request.socket.destroy();
      return;
    }
    const asked = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const path = asked.startsWith(prefix) ? asked.slice(prefix.length) : null;
    const found = path === null ? null : await file(path === "" || path.endsWith("/") ? `${path}index.html` : path);
    if (delay > 0) await new Promise((done) => setTimeout(done, delay));
    const finish = (status, fields, body) => {
      const entry = { path: request.url, status, bytes: 0 };
      own.log.push(entry);
      response.writeHead(status, { ...headers, ...fields, "content-length": body.length });
      return send(response, request.method === "HEAD" ? Buffer.alloc(0) : body, entry);
    };
    if (path === "search/current.json") own.replaced = false;
    if (own.replaced && path?.startsWith("search/pieces/")) return finish(404, { "content-type": "text/plain" }, Buffer.from("gone"));
    if (own.slow?.test(request.url)) await new Promise((done) => setTimeout(done, 10_000));
    if (own.broken?.test(request.url)) return finish(500, { "content-type": "text/plain" }, Buffer.from("broken"));
    if (!found || own.gone?.test(request.url)) return finish(404, { "content-type": "text/plain" }, Buffer.from("not found"));
    // What has the hash of its content in its name stays; the rest is asked about every time.
    const lasting = /(^|\/)(static\/|search\/([a-p]{32}|pieces)\/|pagefind\/)/.test(path);
    const fields = {
      "content-type": found.type,
      etag: found.etag,
      vary: "accept-encoding",
      "cache-control": lasting ? "public, max-age=31536000, immutable" : "no-cache",
    };
    if (ranges) fields["accept-ranges"] = "bytes";
    const range = ranges ? /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") : null;
    if (range) {
      const first = Number(range[1]);
      const last = Math.min(range[2] === "" ? Infinity : Number(range[2]), found.body.length - 1);
      if (first > last) return finish(416, { "content-range": `bytes */${found.body.length}` }, Buffer.alloc(0));
      return finish(206, { ...fields, "content-range": `bytes ${first}-${last}/${found.body.length}` }, found.body.subarray(first, last + 1));
    }
    if (request.headers["if-none-match"] === found.etag) return finish(304, fields, Buffer.alloc(0));
    if (found.br && /\bbr\b/.test(request.headers["accept-encoding"] ?? "")) {
      return finish(200, { ...fields, "content-encoding": "br" }, found.br);
    }
    return finish(200, fields, found.body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  own.origin = `http://127.0.0.1:${server.address().port}`;
  own.url = `${own.origin}${prefix}`;
  own.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return own;
}

/** Number and bytes of a list of answers. */
export function sum(log) {
  return { requests: log.length, bytes: log.reduce((all, { bytes }) => all + bytes, 0) };
}

/** Runs in the search page: submits a question; resolves to the milliseconds until its answer stands there. */
export async function asking(question) {
  const app = document.querySelector("#search");
  const input = document.querySelector("#q");
  input.value = question;
  const started = performance.now();
  input.form.requestSubmit();
  while (app.hasAttribute("aria-busy") || !document.title.includes(question)) {
    await new Promise((done) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        done();
      });
      observer.observe(document, { subtree: true, attributes: true, childList: true });
    });
  }
  return performance.now() - started;
}

/** Runs in the search page: asks an engine of its own 300 questions made of the texts that answer `first`. Resolves to
 * what it holds in the end, the most that its WebAssembly took, and how many questions there were. */
export async function manyQuestions(first) {
  const { openEngine } = await import(new URL(document.querySelector("#search").dataset.engine, document.baseURI));
  const engine = await openEngine(new URL("./", location.href));
  // Two or three characters each, out of what was found: most of them are found somewhere else again.
  let text = "";
  for (const hit of (await engine.ask(first, { limit: 100 })).hits) text += hit.text.replace(/[^\p{L}]/gu, "");
  let most = 0;
  let mostCached = 0;
  let asked = 0;
  for (; asked < 300; asked += 1) {
    const at = (asked * 37) % (text.length - 3);
    await engine.ask(text.slice(at, at + 2 + (asked % 2))).catch((error) => { if (error.code !== "empty") throw error; });
    const { heapBytes, cachedBytes } = await engine.stats();
    most = Math.max(most, heapBytes);
    mostCached = Math.max(mostCached, cachedBytes);
  }
  const last = { ...await engine.stats(), most, mostCached, asked };
  engine.close();
  return last;
}

/** What `manyQuestions` found, in a line. */
export function memory({ requests, bytes, most, mostCached, asked }) {
  const mb = (number) => `${(number / 1e6).toFixed(1)} MB`;
  return `${asked} questions: ${requests} requests, ${mb(bytes)}, WebAssembly ${mb(most)} at the most, ${mb(mostCached)} of them the index`;
}
