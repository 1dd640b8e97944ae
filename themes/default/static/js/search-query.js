// The question as the reader edits it: finding filters in it, and turning them on and off.
//
// What a question means is decided by the engine (src/search/query/); here it stays a line of text, of which the chips
// of the search page change one filter at a time.

/** Names of filters that chips edit, the one that is written first. */
const NAMES = {
  municipality: ["自治体", "市区町村", "市町村"],
  kind: ["種類"],
  status: ["状態"],
  section: ["章"],
  item: ["項目"],
  year: ["公表", "公表日"],
  agency: ["機関", "実施機関", "評価実施機関"],
  number: ["番号", "評価書番号"],
  order: ["並び", "並び順"],
};

const SPELLED = {
  基礎: "基礎項目評価書", 基礎項目: "基礎項目評価書", kiso: "基礎項目評価書",
  重点: "重点項目評価書", 重点項目: "重点項目評価書", juten: "重点項目評価書",
  全項目: "全項目評価書", zenkomoku: "全項目評価書",
  最新: "公表中", 最新の版: "公表中", 過去: "過去の版", 意見募集: "案", 意見募集中: "案",
  終了: "事務終了", 全て: "すべて", 全部: "すべて",
  公表日の新しい順: "新しい順", 公表日の古い順: "古い順",
};

/** The state that takes in all others. */
const ALL = "すべて";

const QUOTES = { '"': '"', "＂": "＂", "“": "”", "”": "”", "„": "”", "「": "」", "｢": "｣", "『": "』" };

/** The pieces of a question as they stand in it: `{start, end, text, negative, quoted, name, values}`. */
export function pieces(question) {
  const pieces = [];
  const characters = [...question];
  let at = 0;
  let offset = 0;
  const next = () => {
    const c = characters[at];
    at += 1;
    offset += c.length;
    return c;
  };
  const until = (close) => {
    let text = "";
    while (at < characters.length) {
      const c = next();
      if (c === close) break;
      text += c;
    }
    return text;
  };
  while (at < characters.length) {
    if (/\s/u.test(characters[at])) {
      next();
      continue;
    }
    const start = offset;
    let first = next();
    if (first === "|" || first === "｜") {
      pieces.push({ start, end: offset, text: "|", negative: false, quoted: false });
      continue;
    }
    const negative = /[-－−‐]/u.test(first);
    if (negative) {
      if (at >= characters.length || /[\s|｜]/u.test(characters[at])) continue;
      first = next();
    }
    const quoted = first in QUOTES;
    let text = quoted ? until(QUOTES[first]) : first;
    while (!quoted && at < characters.length && !/[\s|｜]/u.test(characters[at])) {
      const c = next();
      text += c;
      if (/[:：]/u.test(c) && characters[at] in QUOTES) text += until(QUOTES[next()]);
    }
    const piece = { start, end: offset, text, negative, quoted };
    const colon = text.search(/[:：]/u);
    if (!negative && !quoted && colon > 0) {
      const values = text.slice(colon + 1).split(/[、,，]/u).map((value) => value.trim()).filter(Boolean);
      if (values.length > 0) Object.assign(piece, { name: text.slice(0, colon).normalize("NFKC"), values });
    }
    pieces.push(piece);
  }
  return pieces;
}

const isOf = (facet) => (piece) => piece.name !== undefined && (NAMES[facet] ?? []).includes(piece.name);
const spelled = (value) => (Object.hasOwn(SPELLED, value) ? SPELLED[value] : value);

/** The values of a facet that a question asks for. */
export function chosen(question, facet) {
  return pieces(question).filter(isOf(facet)).flatMap((piece) => piece.values.map(spelled));
}

/** The question with one value of a facet turned on or off. */
export function toggled(question, facet, value) {
  const own = pieces(question).filter(isOf(facet));
  const values = own.flatMap((piece) => piece.values.map(spelled));
  // Of the values one has to hold; there is one order.
  if (facet === "status" && !values.includes(value) && [value, ...values].includes(ALL)) return only(question, facet, value);
  const rest = values.includes(value) ? values.filter((other) => other !== value) : facet === "order" ? [value] : [...values, value];
  return written(question, own, rest.length > 0 ? `${NAMES[facet][0]}:${rest.map(quoted).join("、")}` : "");
}

/** The question with the values of a facet replaced by one. */
export function only(question, facet, value) {
  const own = pieces(question).filter(isOf(facet));
  return written(question, own, `${NAMES[facet][0]}:${quoted(value)}`);
}

function written(question, without, filter) {
  let text = question;
  for (const piece of [...without].reverse()) text = text.slice(0, piece.start) + text.slice(piece.end);
  return `${text.replace(/\s+/gu, " ").trim()} ${filter}`.trim();
}

/** White space within a value needs quotes around it. */
function quoted(value) {
  return /\s/u.test(value) ? `"${value}"` : value;
}
