// Who answers: the engine; where that cannot run, the simple search of small sites; else a server, if one is named.

import { openPlain } from "./search-plain.js";

/** Why there is no answer; `code` as the engine has it. */
function failure(code) {
  return Object.assign(new Error(code), { code });
}

/** Faults of this browser or of the host: another way may work where the engine does not. */
const ANOTHER_WAY = ["unsupported", "failed", "format"];

/** Opens the best source there is: `{kind, ask(question, {limit})}`. */
export async function openSource({ engine, search, api }) {
  try {
    const { openEngine } = await import(engine).catch(() => {
      throw failure(navigator.onLine === false ? "offline" : "unsupported");
    });
    const opened = await openEngine(search);
    return { kind: "engine", ask: (question, options) => opened.ask(question, options) };
  } catch (error) {
    if (!ANOTHER_WAY.includes(error.code)) throw error;
    const current = await currentIndex(search);
    if (current.plain) {
      return openPlain(new URL(`${current.folder}/${current.plain}`, search)).catch((fault) => {
        throw failure(fault.code ?? "offline");
      });
    }
    if (api) return server(api);
    throw failure("unsupported");
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
