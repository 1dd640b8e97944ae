// Japanese text as a simple search sees it: width, case, long vowels and white space do not matter.
//
// A short form of src/search/text/: enough to find again on a page what search has found, and for the simple search of
// small sites, which brings along the full table of characters that are one.

const DASHES = new Set([..."ー-‐‑‒–—―−─━﹘⁃"]);
const KANA = /[\u3041-\u3096\u30a1-\u30fa]/u;
const JOINS = /[\p{M}\uff9e\uff9f]/u;
const PLAIN = /[a-z0-9\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]/u;
const WORD = /[\p{L}\p{N}]/u;

/** A folded text: `text`, and for each of its code units the stretch of the original that it stands for. */
export function fold(original, table = new Map()) {
  let text = "";
  const starts = [];
  const ends = [];
  let previous = "";
  for (let at = 0; at < original.length; ) {
    let cluster = String.fromCodePoint(original.codePointAt(at));
    const start = at;
    at += cluster.length;
    while (at < original.length && JOINS.test(original[at])) cluster += original[at++];
    const folded = cluster.length === 1 && PLAIN.test(cluster) ? cluster : cluster.normalize("NFKC").toLowerCase();
    for (const c of folded) {
      if (DASHES.has(c)) {
        const between = /\d/.test(previous) && /^\s*[0-9０-９]/.test(original.slice(at, at + 4));
        if (!between) {
          if (KANA.test(previous) && ends.length > 0) ends[ends.length - 1] = at;
          continue;
        }
      } else if (c === "・" || c === "゠" || /\s/u.test(c)) {
        continue;
      }
      const own = table.get(c) ?? c;
      text += own;
      for (let n = 0; n < own.length; n += 1) {
        starts.push(start);
        ends.push(at);
      }
      previous = c;
    }
  }
  return { text, starts, ends };
}

/** Where a folded word stands in a folded text, as stretches of the original. Numbers and Latin words are whole. */
export function find(folded, word) {
  const found = [];
  if (word === "") return found;
  for (let at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + 1)) {
    const last = at + word.length;
    if (cuts(folded.text[at - 1], word[0]) || cuts(word.at(-1), folded.text[last])) continue;
    found.push([folded.starts[at], folded.ends[last - 1]]);
    at = last - 1;
  }
  return found;
}

/** Whether a run of digits or Latin letters goes on between two characters. */
function cuts(a, b) {
  if (a === undefined || b === undefined) return false;
  const digits = /\d/.test(a) && /\d/.test(b);
  return digits || (/[a-z]/.test(a) && /[a-z]/.test(b));
}

/** Whether a folded text holds anything that can be looked for. */
export function says(text) {
  return WORD.test(text);
}
