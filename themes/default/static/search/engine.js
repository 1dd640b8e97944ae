// Search for a page: starts the worker, asks it, and says in one word why there is no answer.
//
//   const engine = await openEngine(new URL("search/", root));
//   const reply = await engine.ask("再委託", { limit: 10 });   // as /api/search?q=…&details=1 answers

/** Why there is no answer: `code` is one of
 * "unsupported" (no worker or WebAssembly, or forbidden by the policy of the page), "offline" (a file cannot be fetched),
 * "format" (the index is of another version), "missing" (there is no index), "refused" (a number like a 個人番号; nothing
 * has been asked of anybody), "empty", "too-long", "superseded" (a newer question was asked), "failed" (anything else). */
export class EngineError extends Error {
  constructor(code, message = code) {
    super(message);
    this.name = "EngineError";
    this.code = code;
  }
}

/** Opens the index of a site: `searchUrl` is its folder `search/`. */
export async function openEngine(searchUrl, options = {}) {
  const engine = new Engine(new URL(searchUrl, document.baseURI).href, options);
  await engine.ready;
  return engine;
}

class Engine {
  #url;
  #options;
  #worker = null;
  #waiting = new Map();
  #number = 0;
  #asked = null;
  #closed = false;

  constructor(url, options) {
    this.#url = url.endsWith("/") ? url : `${url}/`;
    this.#options = options;
    this.ready = this.#open();
    this.ready.catch(() => {});
  }

  async #open() {
    try {
      this.#worker = new Worker(new URL("worker.js", import.meta.url), { type: "module", name: "kohyo-search" });
    } catch (error) {
      throw new EngineError("unsupported", String(error));
    }
    let opened = false;
    this.#worker.onmessage = ({ data }) => this.#take(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const offline = navigator.onLine === false;
      this.#drop(opened ? "failed" : offline ? "offline" : "unsupported", event.message);
    };
    try {
      /** What is searched: `{mode, passages, evaluations, current, format}`; `current` counts what is published now. */
      this.about = Object.freeze(await this.#call("open", { url: this.#url }));
    } catch (error) {
      this.#drop("failed");
      throw error;
    }
    opened = true;
  }

  #take({ id, value, code, message, fatal }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#asked === id) this.#asked = null;
    if (code === undefined) waiting?.resolve(value);
    else waiting?.reject(new EngineError(code, message));
    if (fatal) this.#drop("failed", message);
  }

  #call(call, values) {
    if (this.#worker === null) return Promise.reject(new EngineError("failed", "closed"));
    this.#number += 1;
    const id = this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, ...values });
    });
  }

  /** The worker is of no use any more. The next question starts another. */
  #drop(code, message) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#asked = null;
    for (const { reject } of this.#waiting.values()) reject(new EngineError(code, message));
    this.#waiting.clear();
  }

  /** Answers a question; those before it that wait still are given up. */
  async ask(question, { limit = this.#options.limit ?? 10 } = {}) {
    if (this.#closed) throw new EngineError("failed", "closed");
    if (this.#worker === null) this.ready = this.#open();
    await this.ready;
    const older = this.#waiting.get(this.#asked);
    this.#waiting.delete(this.#asked);
    older?.reject(new EngineError("superseded"));
    const reply = this.#call("ask", { question: String(question), limit });
    this.#asked = this.#number;
    return reply;
  }

  /** At most `limit` words of the site that begin as was typed, the most frequent first. */
  async complete(typed, { limit = 6 } = {}) {
    await this.ready;
    return this.#call("complete", { typed: String(typed), limit });
  }

  /** What has been fetched and what is held: `{requests, bytes, cachedBytes, heapBytes}`, and `about` as it is now. */
  stats() {
    return this.#call("stats", {});
  }

  /** Ends the worker. */
  close() {
    this.#closed = true;
    this.#drop("failed", "closed");
  }
}
