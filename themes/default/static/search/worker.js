// The worker in which search runs: takes messages `{id, call, …}`, answers `{id, value}` or `{id, code, message}`.

import { Core } from "./core.js";
import { Failure } from "./source.js";
import * as wasm from "./kohyo_search.js";

/** Nothing is ever asked of another origin. */
const core = new Core(wasm, (url, init) => fetch(url, { ...init, mode: "same-origin" }));

/** The question that is being answered, and the one that will be. */
let running = null;
let next = null;

/** The WebAssembly; where the browser or the policy of the page forbids it, that is said as such. */
async function ready() {
  if (typeof WebAssembly !== "object") throw new Failure("unsupported");
  let response;
  try {
    response = await fetch(new URL("kohyo_search.wasm", import.meta.url), { mode: "same-origin" });
  } catch (error) {
    throw new Failure("offline", String(error));
  }
  if (!response.ok) throw new Failure("failed", `WebAssembly: ${response.status}`);
  try {
    return await wasm.default({ module_or_path: response });
  } catch (error) {
    throw new Failure("unsupported", String(error));
  }
}

function fail(id, error) {
  const { code = "failed", fatal = false } = error;
  postMessage({ id, code, message: String(error.message ?? error), fatal });
}

async function run() {
  while (next !== null) {
    running = next;
    next = null;
    const { id, question, limit } = running;
    try {
      postMessage({ id, value: await core.ask(question, limit) });
    } catch (error) {
      fail(id, error);
    }
  }
  running = null;
}

const calls = {
  async open({ id, url }) {
    postMessage({ id, value: await core.open(url, ready()) });
  },
  async ask(request) {
    if (next !== null) fail(next.id, new Failure("superseded"));
    next = request;
    if (running === null) await run();
    else core.giveUp();
  },
  async complete({ id, typed, limit }) {
    postMessage({ id, value: await core.complete(typed, limit) });
  },
  async stats({ id }) {
    postMessage({ id, value: { ...core.stats(), ...core.about() } });
  },
};

onmessage = ({ data }) => {
  calls[data.call](data).catch((error) => fail(data.id, error));
};
