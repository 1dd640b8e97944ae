// Who answers: the engine; where it cannot run, or something of it is not there, the simple search of small sites; else a
// server, if one is named. Over a slow line the simple search answers first, and the engine when it has come.
//
// Nothing is fetched before it is asked for: by `warm`, or by a question.

/** Why there is no answer; `code` as the engine has it. */
function failure(code) {
  return Object.assign(new Error(code), { code });
}

/** Faults of this browser, of the host or of what it holds: another way may work where the engine does not. */
const ANOTHER_WAY = ["unsupported", "failed", "format", "missing"];

/** Where a browser does not say how fast its line is: how long the engine is waited for, in milliseconds. */
const LONG = 4000;

const line = navigator.connection;

/** Whether the reader would rather not fetch what is not needed. */
export const isSlow = () => Boolean(line && (line.saveData || /^(slow-)?2g$|^3g$/.test(line.effectiveType)));

/** Whether the line is known to be fast. */
export const isFast = () => Boolean(line && !isSlow());

/** The search of a site: `{warm(), ask(question, {limit}), complete(typed)}`; `ask` resolves to `{kind, reply}`. `better` is called when the
 * engine has come after another way had to answer in its place; only who asks needs it. */
export class Source {
  #places;
  #better;
  #engine = null;
  #ready = false;
  #simple = null;
  #waited = false;

  constructor({ engine, search, api, better }) {
    this.#places = { engine, search, api };
    this.#better = better;
  }

  /** Begins to fetch what the first question will need. Resolves when it is there, or cannot be had. */
  warm() {
    const there = isSlow() ? this.#way().catch(() => this.#open()) : this.#open();
    return there.then(() => {}, () => {});
  }

  async ask(question, options) {
    if (!this.#ready && !this.#waited && (isSlow() || !(await this.#soon()))) {
      const reply = await this.#another(question, options).catch(() => null);
      if (reply) {
        this.#waited = true;
        this.#open().then(this.#better, () => {});
        return reply;
      }
    }
    if (this.#waited && !this.#ready) return this.#another(question, options);
    try {
      const engine = await this.#open();
      return { kind: "engine", reply: await engine.ask(question, options) };
    } catch (error) {
      if (!ANOTHER_WAY.includes(error.code)) throw error;
      return this.#another(question, options, error);
    }
  }

  /** Words of the site that begin as was typed; none before the engine is there, and none over a slow line. */
  async complete(typed) {
    if (!this.#ready || isSlow()) return [];
    try {
      return await (await this.#engine).complete(typed);
    } catch {
      return [];
    }
  }

  /** The engine, opened once; after a failure anew, but where it can never run: each trial would fetch all of it. */
  #open() {
    this.#engine ??= this.#opened().then((engine) => {
      this.#ready = true;
      return engine;
    }, (error) => {
      if (error.code !== "unsupported") this.#engine = null;
      throw error;
    });
    return this.#engine;
  }

  async #opened() {
    const { openEngine } = await import(this.#places.engine).catch(() => {
      throw failure(navigator.onLine === false ? "offline" : "unsupported");
    });
    return openEngine(this.#places.search);
  }

  /** Whether the engine is there before a reader has waited for long. */
  #soon() {
    if (line) return true;
    const open = this.#open().then(() => true, () => true);
    return Promise.race([open, new Promise((late) => setTimeout(late, LONG, false))]);
  }

  /** An answer without the engine. `error`: why it is not the engine that answers. */
  async #another(question, options, error = failure("unsupported")) {
    const way = await this.#way(error);
    return { kind: way.kind, reply: await way.ask(question, options) };
  }

  #way(error = failure("unsupported")) {
    this.#simple ??= this.#found(error).catch((fault) => {
      this.#simple = null;
      throw fault;
    });
    return this.#simple;
  }

  async #found(error) {
    const { search, api } = this.#places;
    const current = await currentIndex(search).catch((fault) => {
      if (api && fault.code !== "offline") return {};
      throw fault;
    });
    if (current.plain) {
      const { openPlain } = await import("./search-plain.js").catch(() => {
        throw failure("offline");
      });
      return openPlain(new URL(`${current.folder}/${current.plain}`, search)).catch((fault) => {
        throw failure(fault.code ?? "offline");
      });
    }
    if (api) return server(api);
    throw error.code === "missing" ? error : failure("unsupported");
  }
}

async function currentIndex(search) {
  const response = await fetch(new URL("current.json", search), { cache: "no-cache" }).catch(() => {
    throw failure("offline");
  });
  if (!response.ok) throw failure(response.status === 404 ? "missing" : "failed");
  return response.json();
}

/** A server that has the index of this site: `kohyo serve`, or what stands in its place. */
function server(api) {
  return {
    kind: "api",
    async ask(question, { limit = 10 } = {}) {
      const address = new URL(api, location.href);
      address.search = new URLSearchParams({ q: question, limit: String(limit), details: "1" });
      const response = await fetch(address).catch(() => {
        throw failure("offline");
      });
      if (response.status === 404) throw failure("missing");
      if (response.status === 400) throw failure("empty");
      if (!response.ok) throw failure("failed");
      return response.json();
    },
  };
}
