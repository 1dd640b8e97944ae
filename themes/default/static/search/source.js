// Where the bytes of the search index come from: the files below `search/` of the site, fetched as they are needed.

/** Ranges that are asked for at once and stand this near to one another are fetched as one, in bytes. */
const GAP = 8 * 1024;

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

/** The pack of an index, in pieces: ranges of one file where the host answers ranges, else larger ones in files of their
 * own. */
export class Pack {
  constructor(site, current) {
    this.site = site;
    this.folder = `${current.folder}/`;
    this.chunk = current.chunk;
    this.length = current.bytes;
    /** How long the pieces are in which it is read. */
    this.piece = current.chunk;
    /** Where each piece of the one file begins, and the last ends; `null` where ranges are not answered. */
    this.places = null;
    this.queue = [];
    this.fetching = new Map();
    this.begin();
  }

  get ranges() {
    return this.places !== null;
  }

  /** Finds out whether ranges are answered. A host that sends the whole file instead is not listened to. */
  async probe(piece) {
    const [lengths, bytes] = await Promise.all([
      this.site.expanded(`${this.folder}lengths.bin`),
      // Past the memory of the browser: what it kept of a whole file, even a part, it answers ranges of by itself.
      this.range(0, PROBE, { cache: "no-store" }),
    ]);
    if (bytes === null) return;
    const places = new Float64Array(lengths.length / 2 + 1);
    for (let number = 0; number < places.length - 1; number += 1) {
      places[number + 1] = places[number] + lengths[2 * number] + 256 * lengths[2 * number + 1];
    }
    this.places = places;
    this.piece = piece;
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
    const bytes = Promise.race([this.joined(from, to), this.given]);
    bytes.catch((error) => {
      this.failure ??= error;
    });
    return bytes;
  }

  async joined(from, to) {
    const { piece } = this;
    const first = Math.floor(from / piece);
    const numbers = Array.from({ length: Math.ceil(to / piece) - first }, (_, index) => first + index);
    const get = this.ranges ? (number) => this.ranged(number) : (number) => this.cut(number, piece);
    const pieces = await Promise.all(numbers.map(get));
    if (pieces.length === 1) return pieces[0].subarray(from - first * piece, to - first * piece);
    const bytes = new Uint8Array(to - from);
    pieces.forEach((own, index) => {
      const start = (first + index) * piece;
      const inside = own.subarray(Math.max(0, from - start), Math.max(0, to - start));
      bytes.set(inside, Math.max(0, start - from));
    });
    return bytes;
  }

  /** A piece of the one file. Waits until all that is wanted at once has been asked for, to fetch it together. */
  ranged(number) {
    return new Promise((resolve, reject) => {
      if (this.queue.length === 0) setTimeout(() => this.flush(), 0);
      this.queue.push({ number, resolve, reject });
    });
  }

  flush() {
    const wanted = this.queue.sort((a, b) => a.number - b.number);
    this.queue = [];
    const { places, piece } = this;
    const groups = [];
    for (const one of wanted) {
      const [from, to] = [places[one.number], places[one.number + 1]];
      const last = groups.at(-1);
      if (last && from <= last.to + GAP) {
        last.to = Math.max(last.to, to);
        last.wanted.push(one);
      } else {
        groups.push({ from, to, wanted: [one] });
      }
    }
    for (const { from, to, wanted } of groups) {
      const fetched = this.range(from, to);
      for (const { number, resolve, reject } of wanted) {
        fetched.then(async (bytes) => {
          const expand = await this.site.expand;
          if (bytes !== null) return expand(bytes.subarray(places[number] - from, places[number + 1] - from));
          this.places = null;
          return this.cut(number, piece);
        }).then(resolve, reject);
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

  /** Piece `number` of `piece` bytes, from the file that holds it. */
  async cut(number, piece) {
    const start = number * piece;
    const bytes = await this.file(Math.floor(start / this.chunk));
    return bytes.subarray(start % this.chunk, (start % this.chunk) + piece);
  }

  /** A piece in a file of its own. It is not kept here: the index keeps what it has read. */
  file(number) {
    const known = this.fetching.get(number);
    if (known) return known;
    const bytes = this.site.expanded(`${this.folder}${pieceName(number)}`);
    this.fetching.set(number, bytes);
    const forget = () => this.fetching.delete(number);
    bytes.then(forget, forget);
    return bytes;
  }
}

/** The file of a piece: its number in the letters a to p, four of them or eight. */
function pieceName(number) {
  const digits = number.toString(16).padStart(number < 0x10000 ? 4 : 8, "0");
  const letters = Array.from(digits, (digit) => "abcdefghijklmnop"[Number.parseInt(digit, 16)]);
  return `${letters.join("")}.bin`;
}
