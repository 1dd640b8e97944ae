// The simple search: looks through the whole text of a small site where WebAssembly is not to be had.
//
// Words, "quotes", -exclusion, the filters 自治体 機関 番号 種類 状態 章 項目 and the order 並び mean what they mean to the engine; spellings,
// synonyms, loosening and ranking are the engine's alone. The answer has the shape of the engine's.

import { find, fold, says } from "./fold.js";
import { pieces } from "./search-query.js";

const FORMAT = "kohyo-plain-2";
const WINDOW = 120;
const CURRENT = ["latest", "beside", "undated"];
const STATES = {
  公表中: CURRENT, 最新: CURRENT, 最新の版: CURRENT, 過去: ["past"], 過去の版: ["past"],
  案: ["consultation", "draft"], 意見募集: ["consultation", "draft"], 意見募集中: ["consultation", "draft"],
  終了: ["ended"], 事務終了: ["ended"],
};
const KINDS = { 基礎: "kiso", 基礎項目: "kiso", 重点: "juten", 重点項目: "juten", 全項目: "zenkomoku" };
const ALL = ["すべて", "全て", "全部"];

/** Fetches the text of a site. `address` is that of its file. */
export async function openPlain(address) {
  if (typeof DecompressionStream !== "function") throw Object.assign(new Error("no way to expand it"), { code: "unsupported" });
  const response = await fetch(address);
  if (!response.ok) throw Object.assign(new Error("no text"), { code: "failed" });
  const text = await new Response(response.body.pipeThrough(new DecompressionStream("deflate"))).json();
  if (text.format !== FORMAT) throw Object.assign(new Error("another format"), { code: "format" });
  const table = new Map(Object.entries(text.fold).flatMap(([to, from]) => [...from].map((c) => [c, to])));
  const folded = (original) => fold(original, table);
  const passages = text.evaluations.flatMap((evaluation) => evaluation.passages.map(([passage, anchor, path, words]) => (
    { evaluation, passage, anchor, path, words, own: null, heads: null })));
  const current = text.evaluations.filter((evaluation) => CURRENT.includes(evaluation.status)).length;
  return {
    kind: "plain",
    async ask(question, { limit = 10 } = {}) {
      return answer(question, limit, read(question, folded), { passages, folded, current });
    },
  };
}

/** What a question asks for. */
function read(question, folded) {
  const wanted = { all: [], none: [], filters: [], states: [], order: null };
  let either = false;
  for (const piece of pieces(question)) {
    if (/^(OR|または|又は|もしくは|若しくは|\|)$/u.test(piece.text.normalize("NFKC")) && !piece.quoted) {
      either = wanted.all.length > 0;
      continue;
    }
    if (piece.name !== undefined && filter(wanted, piece, folded)) continue;
    const word = folded(piece.text).text;
    if (!says(word)) continue;
    if (piece.negative) wanted.none.push(word);
    else if (either) wanted.all.at(-1).push(word);
    else wanted.all.push([word]);
    either = false;
  }
  if (wanted.all.length === 0) throw Object.assign(new Error("nothing to look for"), { code: "empty" });
  return wanted;
}

/** What a table has under a name that a reader typed; `constructor` is in no table. */
const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);

/** Takes a piece as a filter, if it is one. */
function filter(wanted, { name, values }, folded) {
  const one = (test) => wanted.filters.push((passage) => values.some((value) => test(passage, value)));
  const same = (a, b) => folded(a).text === folded(b).text;
  switch (name) {
    case "自治体": case "市区町村": case "市町村":
      one(({ evaluation }, value) => same(evaluation.municipality, value));
      return true;
    case "都道府県":
      one(({ evaluation }, value) => same(evaluation.prefecture, value));
      return true;
    case "機関": case "実施機関": case "評価実施機関":
      one(({ evaluation }, value) => folded(evaluation.agency).text.includes(folded(value).text));
      return true;
    case "番号": case "評価書番号":
      one(({ evaluation }, value) => same(evaluation.number, value));
      return true;
    case "種類":
      one(({ evaluation }, value) => evaluation.kind === own(KINDS, value.replace(/評価書$/u, "")));
      return true;
    case "章":
      one(({ path }, value) => folded(path[0] ?? "").text.includes(folded(value).text));
      return true;
    case "項目":
      one(({ path }, value) => path.some((step) => folded(step).text.includes(folded(value).text)));
      return true;
    case "並び": case "並び順":
      wanted.order = values.at(-1).replace("公表日の", "");
      return true;
    case "状態":
      if (!values.every((value) => Object.hasOwn(STATES, value) || value === "変更前" || ALL.includes(value))) return false;
      wanted.states.push(...values);
      return true;
    default:
      return false;
  }
}

/** Whether a passage is among those that are looked at. */
function within(states, { evaluation, passage }) {
  const before = passage === "change-before";
  if (states.length === 0) return !before && CURRENT.includes(evaluation.status);
  return states.some((state) => ALL.includes(state)
    || (state === "変更前" ? before : !before && STATES[state].includes(evaluation.status)));
}

function answer(question, limit, wanted, { passages, folded, current }) {
  const groups = new Map();
  let elsewhere = 0;
  for (const passage of passages) {
    if (!wanted.filters.every((test) => test(passage))) continue;
    passage.own ??= folded(passage.words);
    passage.heads ??= folded(`${passage.path.join("\n")}\n${passage.evaluation.title}`);
    const has = (word) => find(passage.own, word).length > 0;
    const matches = wanted.all.every((words) => words.some((word) => has(word) || find(passage.heads, word).length > 0))
      && !wanted.none.some(has);
    if (!matches) continue;
    if (!within(wanted.states, passage)) {
      elsewhere += 1;
      continue;
    }
    const group = groups.get(passage.evaluation) ?? new Map();
    const known = group.get(passage.words);
    if (known) known.same += 1;
    else group.set(passage.words, { passage, same: 1, inText: wanted.all.filter((words) => words.some(has)).length });
    groups.set(passage.evaluation, group);
  }
  const ranked = [...groups].map(([evaluation, group]) => [evaluation, [...group.values()].sort((a, b) => b.inText - a.inText)]);
  const best = ([, a], [, b]) => b[0].inText - a[0].inText || b.length - a.length;
  const day = ([{ published }], none) => published ?? none;
  const orders = {
    新しい順: (a, b) => day(b, "").localeCompare(day(a, "")) || best(a, b),
    古い順: (a, b) => day(a, "9").localeCompare(day(b, "9")) || best(a, b),
  };
  ranked.sort(own(orders, wanted.order) ?? best);
  const reply = { query: question, total: 0, took_ms: 0, hits: [], details: {
    evaluations: ranked.length, searched: current, note: null, suggestions: [], elsewhere: 0, facets: facets(ranked), hits: [],
  } };
  for (const [evaluation, hits] of ranked) {
    reply.total += hits.length;
    for (const { passage, same } of hits.slice(0, Math.min(5, limit - reply.hits.length))) {
      const { passages: _, ...of } = evaluation;
      const excerpt = snippet(passage, wanted.all.flat());
      reply.hits.push({ ...of, path: passage.path, anchor: passage.anchor, passage: passage.passage,
        text: passage.words, snippet: excerpt.text, score: 0 });
      reply.details.hits.push({ highlights: excerpt.highlights, same, of_evaluation: hits.length,
        published: evaluation.published, kind_name: evaluation.kind_name, file: null });
    }
  }
  if (reply.total === 0 && wanted.states.length === 0) reply.details.elsewhere = elsewhere;
  return reply;
}

/** An excerpt around the first word that stands in a text. */
function snippet({ words, own }, wanted) {
  const stretches = wanted.flatMap((word) => find(own, word)).sort(([a], [b]) => a - b);
  const first = stretches[0]?.[0] ?? 0;
  let start = words.length <= WINDOW ? 0 : Math.max(0, Math.min(first - 20, words.length - WINDOW));
  if (/[\udc00-\udfff]/.test(words[start] ?? "")) start -= 1;
  let end = Math.min(words.length, start + WINDOW);
  if (/[\ud800-\udbff]/.test(words[end - 1] ?? "")) end -= 1;
  const before = start > 0 ? "…" : "";
  const highlights = [];
  let last = start;
  for (const [from, to] of stretches) {
    if (from < last || to > end) continue;
    highlights.push([from - start + before.length, to - start + before.length]);
    last = to;
  }
  return { text: `${before}${words.slice(start, end)}${end < words.length ? "…" : ""}`, highlights };
}

function facets(ranked) {
  const counted = (name) => {
    const counts = new Map();
    for (const [evaluation] of ranked) counts.set(evaluation[name], (counts.get(evaluation[name]) ?? 0) + 1);
    return { name, values: [...counts].sort(([, a], [, b]) => b - a).map(([value, count]) => ({ value, count })) };
  };
  return ["municipality", "kind", "status"].map(counted);
}
