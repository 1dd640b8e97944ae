// Search, as far as it needs neither a page nor a worker: opening the index of a site and asking it.

import { Failure, Pack, Site } from "./source.js";

/** The codes that the WebAssembly answers with. Anything else is a failure. */
const CODES = ["refused", "empty", "too-long", "format"];

export class Core {
  /**
   * @param wasm the module that wasm-bindgen wrote
   * @param fetcher `fetch`, or something like it
   */
  constructor(wasm, fetcher) {
    this.wasm = wasm;
    this.fetcher = fetcher;
    this.opened = null;
  }

  /** Opens the index of the site whose folder `search/` is at `url`. `ready` promises the WebAssembly's exports. */
  async open(url, ready) {
    const expand = ready.then(() => (bytes) => this.expanded(bytes));
    expand.catch(() => {});
    this.site = new Site(url, this.fetcher, expand);
    this.ready = ready;
    await this.reopen();
    return this.about();
  }

  /** Opens what `current.json` names now, in the place of what was open. */
  async reopen() {
    let fetched;
    try {
      fetched = await this.fetch();
    } catch (error) {
      if (error.code !== "missing" || error.message === "current.json") throw error;
      // A new index has taken the place of the one that was named a moment ago.
      fetched = await this.fetch();
    }
    const { current, bytes, pack } = fetched;
    this.exports = await this.ready;
    const { Search, format } = this.wasm;
    if (current.format !== format()) throw new Failure("format");
    const search = await this.guarded(() => {
      if (pack === null) return Search.openWhole(bytes);
      return Search.open(bytes, current.bytes, (from) => pack.read(from));
    });
    this.opened?.search.free();
    this.opened = { current, search, pack };
  }

  async fetch() {
    const { site } = this;
    const current = await site.current();
    if (current.mode === "whole") {
      return { current, bytes: await site.expanded(`${current.folder}/whole.bin`), pack: null };
    }
    const pack = new Pack(site, current);
    const places = current.mode === "range" ? pack.probe().catch(() => {}) : pack.names();
    const [bytes] = await Promise.all([site.expanded(`${current.folder}/hot.bin`), places]);
    return { current, bytes, pack };
  }

  expanded(bytes) {
    try {
      return this.wasm.expand(bytes);
    } catch (error) {
      throw new Failure("failed", String(error));
    }
  }

  about() {
    const { current, pack } = this.opened;
    return {
      mode: pack === null ? "whole" : pack.ranges ? "range" : "chunks",
      passages: current.passages,
      evaluations: current.evaluations,
      current: current.published,
      format: current.format,
    };
  }

  /** Answers a question: what `/api/search?details=1` would. One at a time. */
  async ask(question, limit) {
    const started = performance.now();
    let json;
    try {
      json = await this.once(question, limit);
    } catch (error) {
      const { current } = this.opened;
      if (error.code !== "missing") throw error;
      // A file of the index is gone: the site was published anew. Once more, with the new index.
      await this.reopen();
      if (this.opened.current.folder === current.folder) throw new Failure("missing");
      json = await this.once(question, limit);
    }
    const reply = JSON.parse(json);
    reply.took_ms = Math.round(performance.now() - started);
    return reply;
  }

  /** Words of the portal that begin as was typed. */
  complete(typed, limit) {
    return this.guarded(() => this.opened.search.complete(typed, limit));
  }

  async once(question, limit) {
    const { search, pack } = this.opened;
    pack?.begin();
    try {
      return await this.guarded(() => search.ask(question, limit));
    } catch (error) {
      throw pack?.failure ?? error;
    }
  }

  /** Ends the question that is being answered, as far as it waits for something. */
  giveUp() {
    this.opened?.pack?.giveUp();
  }

  /** Calls the WebAssembly; what it throws becomes a `Failure`. */
  async guarded(call) {
    try {
      return await call();
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (CODES.includes(error)) throw new Failure(error);
      const failure = new Failure("failed", String(error));
      // After a trap the memory is in no known state.
      failure.fatal = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
      throw failure;
    }
  }

  stats() {
    return {
      requests: this.site?.requests ?? 0,
      bytes: this.site?.bytes ?? 0,
      cachedBytes: this.opened?.search.kept() ?? 0,
      heapBytes: this.exports?.memory.buffer.byteLength ?? 0,
    };
  }
}
