// The same questions to Pagefind over the same pages: node pagefind.mjs OUTPUT QUERIES NAMES, or with --ranks in place of
// NAMES and a table of questions (see tests/bench/search_quality.rs): then each question's id is printed with the place of
// the first right page, 0 for none; of a question that nothing may answer the number of pages found.
//
// OUTPUT is a built site that `npx pagefind --site OUTPUT` has indexed. Pagefind finds pages, not passages, so a hit
// counts when its page is the right one; compare with `quality.py --pages`.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const [output, table, names] = process.argv.slice(2);
const folder = resolve(output, "pagefind");
// Pagefind asks a browser for its files.
globalThis.fetch = async (address) => {
  const path = String(address).replace(/^file:\/\//, "").replace(/\?.*$/, "");
  return new Response(readFileSync(decodeURIComponent(path)));
};
globalThis.window = globalThis;
globalThis.document = { querySelector: () => ({ getAttribute: () => "ja" }), documentElement: { lang: "ja" } };
globalThis.location = { origin: "file://", href: "file:///" };
const pagefind = await import(pathToFileURL(resolve(folder, "pagefind.js")));
await pagefind.options({ basePath: `${pathToFileURL(folder)}/`, baseUrl: "/" });

/** Pages of a question, best first. */
async function asked(question) {
  const { results } = await pagefind.search(question);
  const urls = [];
  for (const result of results.slice(0, 10)) urls.push((await result.data()).url.replace(/^\//, ""));
  return urls;
}

if (names === "--ranks") {
  for (const line of readFileSync(table, "utf8").split("\n").slice(1)) {
    const [id, , , , question, accepted] = line.split("\t");
    if (!accepted) continue;
    const urls = await asked(question);
    const pages = accepted.split("||").map((place) => `${place.split("~")[0].trim().replace(/\/$/, "")}/`);
    const rank = accepted.trim() === "NOTHING" ? urls.length : urls.findIndex((url) => pages.some((page) => url.startsWith(page))) + 1;
    console.log(`${id}\t${rank}`);
  }
  process.exit();
}

const addresses = readFileSync(names, "utf8").split("\n").filter(Boolean).map((line) => line.split(/\s+/));
const ranks = [];
let silent = 0, leaks = 0;
for (const line of readFileSync(table, "utf8").split("\n")) {
  const [question, source, , expected] = line.split("\t");
  if (!expected || question.startsWith("#")) continue;
  const urls = await asked(question);
  if (source === "-") {
    silent += 1;
    leaks += urls.length > 0;
    continue;
  }
  const page = addresses.find(([prefix]) => source.startsWith(prefix))[1];
  ranks.push(urls.findIndex((url) => url.startsWith(page)) + 1);
}
const share = (test) => (ranks.filter(test).length / ranks.length).toFixed(3);
const mrr = (ranks.reduce((sum, rank) => sum + (rank ? 1 / rank : 0), 0) / ranks.length).toFixed(3);
console.log(`Pagefind, right page: ${ranks.length} questions: success@1 ${share((r) => r === 1)}, ` +
  `@3 ${share((r) => r > 0 && r <= 3)}, MRR ${mrr}`);
console.log(`${silent} questions must find nothing: ${silent - leaks} do`);
