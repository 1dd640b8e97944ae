// Where the bytes of the search index come from: the files below `search/` of the site, fetched as they are needed.

/** Ranges that are asked for at once and stand this near to one another are fetched as one, in bytes. */
const GAP = 8 * 1024;

/** What is tried to find out whether the host answers ranges, in bytes. */
const PROBE = 16;

const LETTERS = "abcdefghijklmnop";

/** Something that went wrong, with one of the codes of `EngineError`. */
export class Failure extends Error {
  constructor(code, message = code) {
    super(message);
    this.name = "Failure";
    this.code = code;
  }
}

/** The files below `search/`. Counts what is fetched. */
export class Site {
  /**
   * @param {string} url the folder `search/`, with `/` at its end
   * @param fetcher `fetch`, or something like it
   * @param expand what expands compressed bytes; a promise of it
   */
  constructor(url, fetcher, expand) {
    this.url = url;
    this.fetcher = fetcher;
    this.expand = expand;
    this.requests = 0;
    this.bytes = 0;
  }

  /** The answer of the host. */
  async ask(path, init) {
    this.requests += 1;
    let response;
    try {
      response = await this.fetcher(new URL(path, this.url).href, init);
    } catch (error) {
      throw new Failure("offline", String(error));
    }
    if (response.status === 404 || response.status === 410) throw new Failure("missing", path);
    if (!response.ok) throw new Failure("failed", `${path}: ${response.status}`);
    return response;
  }

  /** The body of an answer. */
  async body(response) {
    let bytes;
    try {
      bytes = await response.arrayBuffer();
    } catch (error) {
      throw new Failure("offline", String(error));
    }
    this.bytes += bytes.byteLength;
    return bytes;
  }

  /** A compressed file, expanded. */
  async expanded(path) {
    const bytes = new Uint8Array(await this.body(await this.ask(path)));
    return (await this.expand)(bytes);
  }

  /** What `current.json` says: which index is that of the site. Always asked for anew. */
  async current() {
    const response = await this.ask("current.json", { cache: "no-cache" });
    const text = new TextDecoder().decode(await this.body(response));
    let current;
    try {
      current = JSON.parse(text);
    } catch {
      throw new Failure("failed", "current.json");
    }
    if (!/^[a-p]{32}$/.test(current.folder)) throw new Failure("failed", "current.json");
    return current;
  }
}

/** The pack of an index, in pieces: ranges of one file where the host answers ranges, else files of their own. */
export class Pack {
  constructor(site, current) {
    this.site = site;
    this.folder = `${current.folder}/`;
    /** Where in the one file a piece stands, by where it begins in the pack; `null` where ranges are not answered. */
    this.places = null;
    /** The file of each piece, by where it begins in the pack; a promise, once it has been asked for. */
    this.files = null;
    this.queue = [];
    this.fetching = new Map();
    this.begin();
  }

  get ranges() {
    return this.places !== null;
  }

  /** Finds out whether ranges are answered. A host that sends the whole file instead is not listened to. */
  async probe() {
    const [lengths, bytes] = await Promise.all([
      this.site.expanded(`${this.folder}lengths.bin`),
      // Past the memory of the browser: what it kept of a whole file, even a part, it answers ranges of by itself.
      this.range(0, PROBE, { cache: "no-store" }),
    ]);
    if (bytes === null) return;
    const numbers = new DataView(lengths.buffer, lengths.byteOffset, lengths.byteLength);
    const places = new Map();
    for (let index = 0, start = 0, from = 0; index < lengths.length; index += 8) {
      const to = from + numbers.getUint32(index + 4, true);
      places.set(start, { from, to });
      start += numbers.getUint32(index, true);
      from = to;
    }
    this.places = places;
  }

  /** A question begins: `giveUp` will end what it waits for. */
  begin() {
    /** What a read failed of, since the WebAssembly only hands on that it did. */
    this.failure = null;
    this.given = new Promise((_, reject) => {
      this.giveUp = () => reject(new Failure("superseded"));
    });
    this.given.catch(() => {});
  }

  /** The piece that begins at `start`. What has been asked for is not called back when a question is given up: it stays
   * in the browser's cache, and the next question often wants the same. */
  read(start) {
    const bytes = Promise.race([this.piece(start), this.given]);
    bytes.catch((error) => {
      this.failure ??= error;
    });
    return bytes;
  }

  /** A piece, once while it is on its way. It is not kept here: the index keeps what it has read. */
  piece(start) {
    const known = this.fetching.get(start);
    if (known) return known;
    const bytes = this.ranges ? this.ranged(start) : this.file(start);
    this.fetching.set(start, bytes);
    const forget = () => this.fetching.delete(start);
    bytes.then(forget, forget);
    return bytes;
  }

  /** Fetches the names of the files of the pieces. */
  names() {
    this.files ??= this.site.expanded(`${this.folder}names.bin`).then(pieceFiles).catch((error) => {
      this.files = null;
      throw error;
    });
    return this.files;
  }

  /** A piece in a file of its own. */
  async file(start) {
    return this.site.expanded((await this.names()).get(start));
  }

  /** A piece of the one file. Waits until all that is wanted at once has been asked for, to fetch it together. */
  ranged(start) {
    return new Promise((resolve, reject) => {
      if (this.queue.length === 0) setTimeout(() => this.flush(), 0);
      this.queue.push({ start, resolve, reject, ...this.places.get(start) });
    });
  }

  flush() {
    const wanted = this.queue.sort((a, b) => a.from - b.from);
    this.queue = [];
    const groups = [];
    for (const one of wanted) {
      const last = groups.at(-1);
      if (last && one.from <= last.to + GAP) {
        last.to = Math.max(last.to, one.to);
        last.wanted.push(one);
      } else {
        groups.push({ from: one.from, to: one.to, wanted: [one] });
      }
    }
    for (const { from, to, wanted } of groups) {
      const fetched = this.range(from, to);
      for (const one of wanted) {
        fetched.then(async (bytes) => {
          const expand = await this.site.expand;
          if (bytes !== null) return expand(bytes.subarray(one.from - from, one.to - from));
          this.places = null;
          return this.file(one.start);
        }).then(one.resolve, one.reject);
      }
    }
  }

  /** A range of the one file; `null` where something else is answered. Every range has an address of its own: browsers
   * fetch one range of an address after the other, and keep them by address. */
  async range(from, to, init = {}) {
    const stop = new AbortController();
    const headers = { Range: `bytes=${from}-${to - 1}` };
    const response = await this.site.ask(`${this.folder}pack.bin?${from}-${to}`, { ...init, headers, signal: stop.signal });
    const length = Number(response.headers.get("content-length") ?? to - from);
    if (response.status !== 206 || length !== to - from) {
      stop.abort();
      return null;
    }
    const bytes = new Uint8Array(await this.site.body(response));
    return bytes.length === to - from ? bytes : null;
  }
}

/** The files of the pieces: of each its length in the pack and its name, six bytes as letters a to p. */
function pieceFiles(list) {
  const numbers = new DataView(list.buffer, list.byteOffset, list.byteLength);
  const files = new Map();
  for (let index = 0, start = 0; index < list.length; index += 10) {
    let name = "";
    for (const byte of list.subarray(index + 4, index + 10)) name += LETTERS[byte >> 4] + LETTERS[byte & 15];
    files.set(start, `pieces/${name}.bin`);
    start += numbers.getUint32(index, true);
  }
  return files;
}
