// Where the bytes of the search index come from: the files below `search/` of the site, fetched as they are needed.

/** Ranges that are asked for at once and stand this near to one another are fetched as one, in bytes. */
const GAP = 16 * 1024;

/** What is tried to find out whether the host answers ranges, in bytes. */
const PROBE = 16;

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
  /** @param {string} url the folder `search/`, with `/` at its end */
  constructor(url, fetcher) {
    this.url = url;
    this.fetcher = fetcher;
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
    const bytes = await this.body(await this.ask(path));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    try {
      return new Uint8Array(await new Response(stream).arrayBuffer());
    } catch (error) {
      throw new Failure("failed", `${path}: ${error}`);
    }
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

/** The pack of an index: ranges of one file where the host answers ranges, else pieces of it in files of their own. */
export class Pack {
  constructor(site, current) {
    this.site = site;
    this.folder = `${current.folder}/`;
    this.chunk = current.chunk;
    this.length = current.bytes;
    this.ranges = false;
    this.queue = [];
    this.pieces = new Map();
    this.begin();
  }

  /** Finds out whether ranges are answered. A host that sends the whole file instead is not listened to. */
  async probe() {
    this.ranges = (await this.range(0, Math.min(PROBE, this.length))) !== null;
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

  /** The bytes from `from` up to `to`. What has been asked for is not called back when a question is given up: it
   * stays in the browser's cache, and the next question often wants the same. */
  read(from, to) {
    const bytes = Promise.race([this.ranges ? this.ranged(from, to) : this.pieced(from, to), this.given]);
    bytes.catch((error) => {
      this.failure ??= error;
    });
    return bytes;
  }

  /** Waits until all that is wanted at once has been asked for, then fetches it together. */
  ranged(from, to) {
    return new Promise((resolve, reject) => {
      if (this.queue.length === 0) setTimeout(() => this.flush(), 0);
      this.queue.push({ from, to, resolve, reject });
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
      this.range(from, to).then((bytes) => {
        if (bytes === null) this.ranges = false;
        for (const one of wanted) {
          if (bytes === null) this.pieced(one.from, one.to).then(one.resolve, one.reject);
          else one.resolve(bytes.subarray(one.from - from, one.to - from));
        }
      }, (error) => {
        for (const one of wanted) one.reject(error);
      });
    }
  }

  /** A range of the one file; `null` where something else is answered. Every range has an address of its own: browsers
   * fetch one range of an address after the other, and keep them by address. */
  async range(from, to) {
    const stop = new AbortController();
    const headers = { Range: `bytes=${from}-${to - 1}` };
    const response = await this.site.ask(`${this.folder}pack.bin?${from}-${to}`, { headers, signal: stop.signal });
    const length = Number(response.headers.get("content-length") ?? to - from);
    if (response.status !== 206 || length !== to - from) {
      stop.abort();
      return null;
    }
    const bytes = new Uint8Array(await this.site.body(response));
    return bytes.length === to - from ? bytes : null;
  }

  async pieced(from, to) {
    const { chunk } = this;
    const first = Math.floor(from / chunk);
    const numbers = Array.from({ length: Math.ceil(to / chunk) - first }, (_, index) => first + index);
    const pieces = await Promise.all(numbers.map((number) => this.piece(number)));
    if (pieces.length === 1) return pieces[0].subarray(from - first * chunk, to - first * chunk);
    const bytes = new Uint8Array(to - from);
    pieces.forEach((piece, index) => {
      const start = (first + index) * chunk;
      const inside = piece.subarray(Math.max(0, from - start), Math.max(0, to - start));
      bytes.set(inside, Math.max(0, start - from));
    });
    return bytes;
  }

  /** One piece. It is not kept here: the index keeps what it has read. */
  piece(number) {
    const known = this.pieces.get(number);
    if (known) return known;
    const piece = this.site.expanded(`${this.folder}${pieceName(number)}`);
    this.pieces.set(number, piece);
    const forget = () => this.pieces.delete(number);
    piece.then(forget, forget);
    return piece;
  }
}

/** The file of a piece: its number in the letters a to p, four of them or eight. */
function pieceName(number) {
  const digits = number.toString(16).padStart(number < 0x10000 ? 4 : 8, "0");
  const letters = Array.from(digits, (digit) => "abcdefghijklmnop"[Number.parseInt(digit, 16)]);
  return `${letters.join("")}.bin`;
}
