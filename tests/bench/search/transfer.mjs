// What search in the browser fetches: node tests/bench/search/transfer.mjs SITE QUESTIONS [ROUNDS] [--no-ranges] [--each]
//
// Opens the index of a built site with the WebAssembly and asks the questions of a file (one per line, up to the first
// tab) one after the other, as somebody would on one page. Prints requests and bytes as the host sends them (compressed
// files count as they are stored), times without any network, and memory; ROUNDS asks everything several times.

import { brotliCompressSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { kept, modules, open } from "../../wasm/node.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "no-ranges": { type: "boolean", default: false }, each: { type: "boolean", default: false } },
});
const [site, file, rounds = "1"] = positionals;
const questions = (await readFile(file, "utf8")).split("\n").map((line) => line.split("\t")[0].trim()).filter(Boolean);

const log = [];
const take = () => log.splice(0);
const sum = (list, key) => list.reduce((total, one) => total + one[key], 0);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const core = await open(await modules(), site, { ranges: !values["no-ranges"], log: (one) => log.push(one) });
const start = take();
let scripts = 0;
for (const name of ["engine.js", "worker.js", "core.js", "source.js", "kohyo_search.js"]) {
  scripts += brotliCompressSync(await readFile(join(kept, name))).length;
}
const module = (await readFile(join(kept, "kohyo_search.wasm.br"))).length;
const { mode, evaluations, passages } = core.about();
console.log(`${mode}: ${evaluations} evaluations, ${passages} passages`);
console.log(`start: ${start.length} files of the index ${kb(sum(start, "bytes"))}, WebAssembly ${kb(module)}, `
  + `scripts ${kb(scripts)}, together ${kb(sum(start, "bytes") + module + scripts)} (scripts and WebAssembly as brotli)`);

const asked = [];
let most = { cachedBytes: 0, heapBytes: 0 };
for (let round = 0; round < Number(rounds); round += 1) {
  for (const question of questions) {
    const began = performance.now();
    let total = 0;
    try {
      total = (await core.ask(question, 10)).total;
    } catch (error) {
      total = error.code;
    }
    const took = performance.now() - began;
    const fetched = take();
    const one = { question, requests: fetched.length, bytes: sum(fetched, "bytes"), took };
    if (round === 0) asked.push(one);
    if (values.each && round === 0) {
      console.log(`${String(one.requests).padStart(4)} requests ${kb(one.bytes).padStart(10)} ${took.toFixed(0).padStart(5)} ms`
        + ` ${String(total).padStart(7)} hits  ${question}`);
    }
    const stats = core.stats();
    most = { cachedBytes: Math.max(most.cachedBytes, stats.cachedBytes), heapBytes: Math.max(most.heapBytes, stats.heapBytes) };
  }
}
const further = asked.slice(1);
const mean = (key) => sum(further, key) / further.length;
const worst = further.reduce((a, b) => (a.bytes > b.bytes ? a : b));
console.log(`first question: ${asked[0].requests} requests, ${kb(asked[0].bytes)}`);
console.log(`further questions: mean ${mean("requests").toFixed(1)} requests, ${kb(mean("bytes"))}, ${mean("took").toFixed(0)} ms; `
  + `most ${worst.requests} requests, ${kb(worst.bytes)} (${worst.question})`);
console.log(`memory after ${questions.length * Number(rounds)} questions: blocks ${kb(most.cachedBytes)}, WebAssembly ${kb(most.heapBytes)}`);
