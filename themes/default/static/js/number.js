// Numbers that must never be searched for: 12 digits like a 個人番号, in any width, with or without separators.
//
// The engine refuses them too, but only here can they be kept out of the address, the history and every request. The
// rules are those of src/search/query/refuse.rs; tests/browser/search.mjs holds both to the same list.

const LENGTH = 12;
const SIGNS = new Set([..."-‐‑‒–—―−ー─_·・.,/、"]);
const KANJI = "〇一二三四五六七八九";
const HIDDEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/u;

/** Whether a text holds a number like a 個人番号. */
export function isPersonalNumber(input) {
  return rows(input).some(isPersonal);
}

/** Rows of numbers that at most one sign and white space keep apart. */
function rows(input) {
  const rows = [[]];
  let signs = 0;
  let open = false;
  for (const c of input.normalize("NFKC")) {
    const digit = /^[0-9]$/.test(c) ? c : KANJI.indexOf(c) >= 0 ? String(KANJI.indexOf(c)) : null;
    if (digit !== null) {
      if (signs > 1) rows.push([]);
      const row = rows.at(-1);
      if (open && row.length > 0) row[row.length - 1] += digit;
      else row.push(digit);
      open = true;
      signs = 0;
    } else if (!HIDDEN.test(c)) {
      open = false;
      if (!/\s/u.test(c)) signs += SIGNS.has(c) ? 1 : 2;
    }
  }
  return rows;
}

function isPersonal(row) {
  if (row.some((number) => number.length === LENGTH)) return true;
  const all = row.reduce((sum, number) => sum + number.length, 0);
  if (all === LENGTH) return row.length > 1 && !areDates(row);
  return row.some((_, first) => {
    let digits = "";
    for (const number of row.slice(first)) {
      digits += number;
      if (digits.length === LENGTH && hasCheckDigit(digits) && !areDates(row)) return true;
    }
    return false;
  });
}

/** Years, or a day and a number: 2024 2025 2026, 2026-03-24 2025. */
function areDates(row) {
  const isYear = (text) => text !== undefined && text.length === 4 && Number(text) >= 1900 && Number(text) <= 2099;
  const within = (text, most) => Number(text) >= 1 && Number(text) <= most;
  return row.every(isYear) || (isYear(row[0]) && within(row[1] ?? 0, 12) && within(row[2] ?? 0, 31));
}

/** The check digit of a 個人番号 (番号利用法施行令 第8条). */
function hasCheckDigit(digits) {
  const rest = [...digits].slice(0, -1).reverse();
  const weights = [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6];
  const left = rest.reduce((sum, digit, at) => sum + Number(digit) * weights[at], 0) % 11;
  return Number(digits.at(-1)) === (left <= 1 ? 0 : 11 - left);
}

/** Whether a text ends in what may become such a number with the next keys: it is not searched for while it is typed. */
export function mayBecomePersonalNumber(input) {
  const last = input.normalize("NFKC").match(/[0-9〇一二三四五六七八九\s\-‐‑‒–—―−ー─_·・.,/、]*$/u)[0];
  const digits = rows(last).at(-1).reduce((sum, number) => sum + number.length, 0);
  return digits >= 7 && digits < LENGTH;
}
