// Asks the WebAssembly and the program the same questions and compares the whole answers:
//
//   node tests/wasm/same.mjs KOHYO SITE QUESTIONS [--generate N] [--artefact FOLDER] [--no-ranges]
//
// QUESTIONS is a file with one question per line, up to the first tab. `--generate` adds N questions made of what the
// first ones found. Prints one line; exit code 1 where anything differs but the time it took.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual, parseArgs, promisify } from "node:util";
import { kept, modules, open } from "./node.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    generate: { type: "string", default: "0" },
    artefact: { type: "string", default: kept },
    "no-ranges": { type: "boolean", default: false },
  },
});
const [kohyo, site, file] = positionals;
const run = promisify(execFile);
const LIMIT = 10;

async function native(question) {
  const args = ["search", "--format", "json", "--details", "--limit", String(LIMIT), "--output", site, "--", question];
  try {
    const { stdout } = await run(kohyo, args, { maxBuffer: 1 << 28 });
    return { ...JSON.parse(stdout), took_ms: 0 };
  } catch (error) {
    return { code: error.code };
  }
}

async function compiled(core, question) {
  try {
    return { ...await core.ask(question, LIMIT), took_ms: 0 };
  } catch (error) {
    // The program says with exit code 1 what the engine says in a word.
    return ["refused", "empty", "too-long"].includes(error.code) ? { code: 1 } : { code: error.code, message: error.message };
  }
}

/** Always the same questions: pseudo-random numbers from a fixed beginning. */
let state = 20261121;
const below = (limit) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};

/** Questions of every kind the language has, from texts of the site. */
function* generated(texts, count) {
  const all = texts.map((text) => Array.from(text.replace(/\s+/g, " ")));
  const pick = (list) => list[below(list.length)];
  const fragment = (least, most) => {
    const text = pick(all);
    const length = least + below(most - least + 1);
    return text.slice(below(Math.max(1, text.length - length))).slice(0, length).join("").trim() || "事務";
  };
  const slip = (word) => {
    const letters = Array.from(word);
    letters.splice(below(letters.length), 1 + below(2), ...Array.from("誤").slice(below(2)));
    return letters.join("");
  };
  const shapes = [
    () => fragment(1, 1),
    () => fragment(2, 4),
    () => fragment(5, 12),
    () => `「${fragment(6, 20)}」`,
    () => `${fragment(2, 4)} ${fragment(2, 4)}`,
    () => `${fragment(2, 5)} -${fragment(2, 3)}`,
    () => `${fragment(2, 4)} OR ${fragment(2, 4)}`,
    () => `${fragment(2, 4)} 状態:${pick(["すべて", "過去", "案", "変更前", "公表中"])}`,
    () => `${fragment(2, 4)} 種類:${pick(["全項目", "重点項目", "基礎項目"])}`,
    () => `項目:${fragment(2, 4)} 公表:20${10 + below(17)}..`,
    () => `${fragment(3, 8)}は${pick(["いつ", "だれ", "どこ", "いくら", "何"])}ですか`,
    () => slip(fragment(5, 12)),
    () => fragment(20, 60),
    () => `${fragment(2, 3)}とは`,
  ];
  for (let number = 0; number < count; number += 1) yield shapes[number % shapes.length]();
}

const core = await open(await modules(values.artefact), site, { ranges: !values["no-ranges"] });
const lines = (await readFile(file, "utf8")).split("\n").map((line) => line.split("\t")[0].trim()).filter(Boolean);
const texts = [];
let differences = 0;
let answered = 0;
let asked = 0;

async function compare(question) {
  const [a, b] = [await native(question), await compiled(core, question)];
  asked += 1;
  answered += a.total > 0 ? 1 : 0;
  texts.push(...(a.hits ?? []).map((hit) => hit.text).filter((text) => text.length > 3));
  if (!isDeepStrictEqual(a, b)) {
    differences += 1;
    if (differences <= 3) console.error(`${question}\n  native:   ${JSON.stringify(a)}\n  compiled: ${JSON.stringify(b)}`);
  }
}

for (const question of lines) await compare(question);
for (const question of generated([...texts], Number(values.generate))) await compare(question);
const { mode } = core.about();
console.log(`${mode}: ${asked} questions, ${answered} of them with hits, ${differences} differences`);
process.exit(differences > 0 || answered === 0 ? 1 : 0);
