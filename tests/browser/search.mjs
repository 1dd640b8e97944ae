// Tests of search in the reader's browser: `node search.mjs <output folder> [<output folder> …]`.
//
// The first folder is tested whole: states, keyboard, announcements, history, refused numbers, arrival, fallbacks. All
// of them (indexes in different forms) are asked on hosts of every kind. Prints `N passed, N failed` after a table of
// requests, bytes and times.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { violations } from "./axe.mjs";
import { host, manyQuestions, memory, sum } from "./hosts.mjs";
import { searching } from "./searching.mjs";
import { browser } from "./site.mjs";
import { finish } from "./tally.mjs";
import { find, fold } from "../../themes/default/static/js/fold.js";
import { isPersonalNumber, mayBecomePersonalNumber } from "../../themes/default/static/js/number.js";
import { chosen, toggled } from "../../themes/default/static/js/search-query.js";

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error("usage: node search.mjs <output folder> [<output folder> …]");
  process.exit(2);
}
const [folder] = folders;

const LINE = { delay: 50, rate: 10_000_000 / 8 };
/** Words of the official forms: every portal has answers to them. */
const FIRST = "委託先";
const OTHERS = ["再委託 許諾", "保管期間", "「特定個人情報ファイル」", "情報提供ネットワークシステム", "消去 方法 -紙", "評価実施機関 項目:評価"];
const NOTHING = "量子暗号通信衛星";
const NUMBER = "123456789018";

const chromium = await browser();
const { test, visit, asked, state, inState, address, total, links, ask } = searching(chromium);

// ---- Hosts

const rows = [];
const HOSTS = {
  "ranges": {},
  "no ranges": { ranges: false },
  "/sub/path/": { prefix: "/sub/path/" },
  "50 ms, 10 Mbit/s": LINE,
  "no WebAssembly (policy)": { headers: { "content-security-policy": "script-src 'self'" } },
  "no WebAssembly (deleted)": { change: (path, text) => (path.endsWith("/worker.js") ? `delete self.WebAssembly;\n${text}` : text) },
};
const answers = new Map();
for (const own of folders) {
  const { mode } = JSON.parse(await readFile(join(own, "search/current.json"), "utf8"));
  for (const [name, options] of Object.entries(HOSTS)) {
    await test(`${mode} index, host: ${name}`, async (is) => {
      const site = await host(own, options);
      const { tab, context, noise } = await visit(site);
      const row = { index: mode, host: name };
      row["first, ms"] = Math.round(await ask(tab, FIRST));
      const start = sum(site.forget());
      row["start, requests"] = start.requests;
      row["start, kB"] = Math.round(start.bytes / 1000);
      is("state", await state(tab), "results");
      const simple = name.startsWith("no WebAssembly");
      is("kind", await tab.evaluate(() => document.querySelector("#search").dataset.kind), simple ? "plain" : "engine");
      if (simple) is("says so", (await tab.textContent("[data-way]")).includes("簡易検索"));
      const times = [];
      for (const question of OTHERS) {
        times.push(await ask(tab, question));
        const found = await links(tab);
        if (simple) continue;
        // The same hits in the same order, however the bytes came.
        const known = answers.get(question) ?? found;
        answers.set(question, known);
        is(`hits of ${question}`, found, known);
      }
      const more = sum(site.forget());
      row["further, requests"] = (more.requests / OTHERS.length).toFixed(1);
      row["further, kB"] = (more.bytes / 1000 / OTHERS.length).toFixed(1);
      row["further, ms"] = Math.round(times.reduce((a, b) => a + b, 0) / times.length);
      // A reader who comes back: only what may have changed is asked about, and nothing is sent again.
      await tab.close();
      const back = await visit(site, "search/index.html", { reader: context, noise });
      row["second visit, ms"] = Math.round(await ask(back.tab, FIRST));
      const second = site.forget().filter(({ status }) => status !== 304);
      row["second visit, kB"] = sum(second).bytes / 1000;
      // What a browser could not use it does not keep.
      // Whether the host answers ranges is tried out anew: the memory of a browser answers ranges of its own accord.
      const again = second.filter(({ path }) => !path.endsWith("/pack.bin?0-16"));
      if (!simple) is("fetched again", again.map(({ path, bytes }) => `${path} ${bytes}`), []);
      is("noise", noise.filter((text) => !(simple && text.includes("WebAssembly"))), []);
      rows.push(row);
      await context.close();
      site.close();
    });
  }
}

// ---- The page, whole

const site = await host(folder);

await test("numbers like a personal number are told apart as the engine does", async (is) => {
  for (const line of (await readFile(join(import.meta.dirname, "numbers.tsv"), "utf8")).trim().split("\n")) {
    const [wanted, input] = line.split("\t");
    is(input, isPersonalNumber(input), wanted === "refused");
  }
  is("11 digits", mayBecomePersonalNumber("番号 12345678901"));
  is("a day", mayBecomePersonalNumber("公表 2026年3月24日"), false);
});

await test("filters are found in a question and changed one at a time", async (is) => {
  is("value", chosen("再委託 自治体:みほん市、ためし町 -案", "municipality"), ["みほん市", "ためし町"]);
  is("spelled", chosen("種類：全項目 状態:過去", "kind"), ["全項目評価書"]);
  is("no name of any object", chosen("種類:constructor", "kind"), ["constructor"]);
  is("in quotes it is a word", chosen("「種類:全項目」", "kind"), []);
  is("on", toggled("再委託", "kind", "全項目評価書"), "再委託 種類:全項目評価書");
  is("off", toggled("種類:全項目 再委託", "kind", "全項目評価書"), "再委託");
  is("another", toggled("再委託 種類:基礎", "kind", "重点項目評価書"), "再委託 種類:基礎項目評価書、重点項目評価書");
  is("all states", toggled("x 状態:過去", "status", "すべて"), "x 状態:すべて");
  is("one state", toggled("x 状態:すべて", "status", "案"), "x 状態:案");
  is("two years", toggled("x 公表:2024", "year", "2025"), "x 公表:2024、2025");
  is("one order", toggled("x 並び:新しい順", "order", "古い順"), "x 並び:古い順");
  is("white space", toggled("x", "section", "Ⅱ ファイル"), "x 章:\"Ⅱ ファイル\"");
  is("white space, off", toggled("x 章:\"Ⅱ ファイル\"", "section", "Ⅱ ファイル"), "x");
  is("open quote", toggled("「開いた", "kind", "全項目評価書").startsWith("「開いた"));
});

await test("the simple folding finds what the engine folds, and says where it stands", async (is) => {
  const where = (text, word) => find(fold(text), fold(word).text).map(([from, to]) => text.slice(from, to));
  is("width and long vowels", where("ｻｰﾊﾞｰの設置", "サーバ"), ["ｻｰﾊﾞｰ"]);
  is("white space", where("ガバメ\nントクラウド", "ガバメントクラウド"), ["ガバメ\nントクラウド"]);
  is("dots", where("中間サーバー・プラットフォーム", "中間サーバープラットフォーム"), ["中間サーバー・プラットフォーム"]);
  is("whole numbers", where("第11条、第1条", "第1条"), ["第1条"]);
  is("whole words", where("LGWANとLG", "lg"), ["LG"]);
  is("nothing", where("あ", "・"), []);
});

await test("a refused number makes no request and is in neither address nor history nor storage", async (is) => {
  const { tab, context } = await visit(site, address(FIRST));
  await inState(tab, "results");
  await tab.waitForTimeout(300);
  site.forget();
  await tab.fill("#q", "");
  // The first digits say nothing yet.
  await tab.locator("#q").pressSequentially(NUMBER.slice(0, 6), { delay: 260 });
  await tab.waitForTimeout(600);
  await tab.waitForFunction(() => !document.querySelector("#search").hasAttribute("aria-busy"));
  site.forget();
  await tab.locator("#q").pressSequentially(NUMBER.slice(6), { delay: 260 });
  await tab.waitForTimeout(600);
  const looks = () => tab.evaluate(() => ({
    shown: !document.querySelector("main [data-refused]").hidden, address: location.href, title: document.title,
    kept: JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }, document.cookie]),
    hits: document.querySelectorAll(".search-hit").length,
  }));
  const { length } = await tab.evaluate(() => ({ length: history.length }));
  await tab.press("#q", "Enter");
  await tab.waitForTimeout(400);
  const seen = await looks();
  is("refused", seen.shown);
  is("hits", seen.hits, 0);
  is("address", /\d{5}/.test(new URL(seen.address).search + seen.title + seen.kept), false);
  is("history", await tab.evaluate(() => history.length), length);
  is("requests", asked(site), []);
  await context.close();
});

await test("a number is kept from being sent from the header of other pages, with and without scripts", async (is) => {
  for (const script of [true, false]) {
    const { tab, context } = await visit(site, "about/index.html", { script });
    site.forget();
    await tab.fill("header input[name=q]", "1234 5678 9018");
    await tab.press("header input[name=q]", "Enter");
    await tab.waitForTimeout(400);
    is("stays", tab.url(), `${site.url}about/index.html`);
    is("requests", asked(site), []);
    if (script) is("says why", await tab.isVisible("header [data-refused]"));
    await tab.fill("header input[name=q]", FIRST);
    await Promise.all([tab.waitForURL(/search\/index\.html\?q=/), tab.press("header input[name=q]", "Enter")]);
    await context.close();
  }
});

await test("a number in an address that somebody made is taken out of it", async (is) => {
  const { tab, context } = await visit(site, address(NUMBER));
  await tab.waitForSelector("main [data-refused]:not([hidden])");
  is("address", tab.url(), `${site.url}search/index.html`);
  is("box", await tab.inputValue("#q"), "");
  await context.close();
});

await test("the number of hits is announced once, after a pause in typing", async (is) => {
  const { tab, context } = await visit(site);
  await tab.evaluate(() => {
    window.said = [];
    const region = document.querySelector("[data-status]");
    new MutationObserver(() => region.textContent && window.said.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
  });
  await tab.locator("#q").pressSequentially("委託先名", { delay: 300 });
  await inState(tab, "results");
  await tab.waitForTimeout(2500);
  const said = await tab.evaluate(() => window.said);
  is("announcements", said.length, 1);
  is("words", said[0], await tab.textContent(".search-count"));
  is("polite", await tab.getAttribute("[data-status]", "role"), "status");
  await context.close();
});

await test("nothing is asked while a word is being converted", async (is) => {
  const { tab, context } = await visit(site);
  await tab.focus("#q");
  const keyboard = await context.newCDPSession(tab);
  for (const text of ["い", "いた", "いたく", "委託"]) {
    await keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await tab.waitForTimeout(350);
  }
  is("while converting", await state(tab), "empty");
  await keyboard.send("Input.insertText", { text: "委託" });
  await inState(tab, "results");
  is("address", new URL(tab.url()).searchParams.get("q"), "委託");
  await context.close();
});

await test("from the box by Tab to the first result and to its item", async (is) => {
  const { tab, context, noise } = await visit(site, address(FIRST));
  await inState(tab, "results");
  await tab.focus("#q");
  const path = [];
  for (let stop = 0; stop < 60; stop += 1) {
    await tab.keyboard.press("Tab");
    const at = await tab.evaluate(() => document.activeElement.className || document.activeElement.tagName);
    if (path.at(-1) !== at) path.push(at);
    if (at === "search-hit") break;
  }
  is("path", path, ["BUTTON", "search-hit"]);
  const target = await tab.evaluate(() => document.activeElement.getAttribute("href"));
  const name = await tab.evaluate(() => document.activeElement.textContent);
  is("the whole path is the name", name.includes(" › "));
  await tab.keyboard.press("Enter");
  await tab.waitForURL(/mark=.*#/);
  const id = decodeURIComponent(target.split("#")[1]);
  await tab.waitForFunction((id) => document.activeElement.id === id, id);
  const marks = await tab.$$eval("mark", (all) => all.map((mark) => [mark.textContent, mark.closest("[id]:not(mark)").id]));
  is("marks", marks.length > 0);
  await tab.click(".arrived button:last-child");
  is("marks are gone", await tab.locator("mark").count(), 0);
  is("address", tab.url().includes("mark="), false);
  is("focus", await tab.evaluate(() => document.activeElement.id), id);
  is("noise", noise, []);
  await context.close();
});

await test("the back button brings back question, results, place and focus", async (is) => {
  const { tab, context } = await visit(site);
  await ask(tab, FIRST);
  await ask(tab, "再委託");
  await tab.click("[data-more]");
  await tab.waitForFunction(() => document.querySelectorAll(".search-hit").length > 10);
  const before = await links(tab);
  const hit = tab.locator(".search-hit").nth(8);
  await hit.scrollIntoViewIfNeeded();
  await tab.waitForTimeout(400);
  const place = await tab.evaluate(() => scrollY);
  await hit.click();
  await tab.waitForURL(/mark=|#/);
  await tab.waitForTimeout(400);
  await tab.goBack();
  await inState(tab, "results");
  await tab.waitForTimeout(300);
  is("question", await tab.inputValue("#q"), "再委託");
  is("results", await links(tab), before);
  is("focus", await tab.evaluate(() => [...document.querySelectorAll(".search-hit")].indexOf(document.activeElement)), 8);
  is("place", Math.abs((await tab.evaluate(() => scrollY)) - place) < 20);
  await tab.goBack();
  await tab.waitForFunction((first) => document.querySelector("#q").value === first, FIRST);
  await inState(tab, "results");
  await tab.goBack();
  await inState(tab, "empty");
  await tab.goForward();
  await tab.waitForFunction((first) => document.querySelector("#q").value === first, FIRST);
  await context.close();
});

await test("chips edit the question and can be taken off", async (is) => {
  const { tab, context } = await visit(site, address("委託"));
  await inState(tab, "results");
  const all = await total(tab);
  const chip = tab.locator("[data-facet=kind]").first();
  const value = await chip.getAttribute("data-value");
  await chip.focus();
  await tab.keyboard.press("Space");
  await tab.waitForFunction(() => document.querySelector("[data-facet=kind][aria-pressed=true]"));
  is("question", await tab.inputValue("#q"), `委託 種類:${value}`);
  is("fewer", await total(tab) < all);
  is("focus", await tab.evaluate(() => document.activeElement.dataset.facet), "kind");
  await tab.keyboard.press("Space");
  await tab.waitForFunction(() => !document.querySelector("[data-facet=kind][aria-pressed=true]"));
  is("question", await tab.inputValue("#q"), "委託");
  is("all again", await total(tab), all);
  await tab.click("[data-facet=status][data-value=すべて]");
  await tab.waitForFunction(() => document.querySelector("#q").value === "委託 状態:すべて" && document.querySelector("[data-facet=status][aria-pressed=true]"));
  is("more", await total(tab) > all);
  for (const section of await tab.$$eval("[data-facet=section]", (chips) => chips.map((own) => own.dataset.value))) {
    await ask(tab, `委託 状態:すべて 章:"${section}"`);
    is(`章 ${section}`, await state(tab), "results");
  }
  await context.close();
});

await test("nothing found: the sentence with the number searched, and a way on", async (is) => {
  const { tab, context } = await visit(site, address(NOTHING));
  await inState(tab, "none");
  const { published } = JSON.parse(await readFile(join(folder, "search/current.json"), "utf8"));
  is("sentence", await tab.textContent(".search-count"), `「${NOTHING}」を含む記載は、収録した評価書(公表中 ${published}件)に見つかりませんでした。`);
  is("what is nowhere is not offered", await tab.locator(".search-message a").count(), 0);
  is("the word", await tab.textContent(".search-words li"), `「${NOTHING}」 どこにもありません`);
  is("nothing is near", await tab.locator(".search-near").count(), 0);
  await ask(tab, `${FIRST} ${NOTHING}`);
  await inState(tab, "none");
  is("near", await tab.locator(".search-near a.search-hit").count() > 0);
  is("not counted", (await tab.textContent(".search-count")).includes("見つかりませんでした"));
  await context.close();
});

for (const width of [390, 1280]) {
  await test(`a word by its sound is found, and that is said, at ${width}`, async (is) => {
    const { tab, context } = await visit(site, address("いたくさき"));
    await tab.setViewportSize({ width, height: 844 });
    await inState(tab, "results");
    is("said", (await tab.textContent(".search-note")).includes("「いたくさき」→「委託先」"));
    is("no wider than the window", await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await context.close();
  });
}

await test("keys: / leads to the box, Esc clears it", async (is) => {
  const { tab, context } = await visit(site, address(FIRST));
  await inState(tab, "results");
  await tab.focus(".search-hit");
  await tab.keyboard.press("/");
  is("focus", await tab.evaluate(() => document.activeElement.id), "q");
  await tab.keyboard.type("/");
  is("typed", (await tab.inputValue("#q")).includes("/"));
  await tab.keyboard.press("Escape");
  await inState(tab, "empty");
  is("box", await tab.inputValue("#q"), "");
  is("address", tab.url(), `${site.url}search/index.html`);
  await context.close();
});

await test("without a connection: said, and mended by trying again", async (is) => {
  const own = await host(folder);
  own.silent = /current\.json/;
  const { tab, context } = await visit(own, address(FIRST));
  await inState(tab, "offline");
  own.silent = null;
  await tab.click("[data-again]");
  await inState(tab, "results");
  await context.close();
  own.close();
});

await test("no engine: without a text to look through, the lists; where that is broken, said so", async (is) => {
  const { change } = HOSTS["no WebAssembly (deleted)"];
  const large = (path, text) => change(path, path === "search/current.json" ? JSON.stringify({ ...JSON.parse(text), plain: undefined }) : text);
  for (const [options, broken, words] of [[{ change: large }, null, "一覧から"], [{ change }, /plain-/, "問題"], [{}, /current\.json/, "問題"]]) {
    const own = await host(folder, options);
    own.broken = broken;
    const { tab, context } = await visit(own, address(FIRST));
    await inState(tab, "error");
    is("says", (await tab.textContent(".search-message")).includes(words));
    is("lists", await tab.locator("main .links a").count(), 2);
    await context.close();
    own.close();
  }
});

await test("without scripts: the page explains and leads to the lists", async (is) => {
  const { tab, context } = await visit(site, address(FIRST), { script: false });
  is("explains", await tab.isVisible("noscript p, .search-note"));
  is("lists", await tab.locator("main a[href='../index.html']").count() > 0);
  await context.close();
});

await test("a new publication between two questions: what is missing is looked for once more, in the new index", async (is) => {
  for (const own of folders) {
    for (const ranges of [true, false]) {
      const moving = await host(own, { ranges });
      const { tab, context, noise } = await visit(moving);
      await ask(tab, FIRST);
      const { mode, folder: old } = JSON.parse(await readFile(join(own, "search/current.json"), "utf8"));
      await moving.publish();
      moving.forget();
      const name = `${mode}, ${ranges ? "" : "no "}ranges`;
      await ask(tab, OTHERS[0]);
      is(`${name}: state`, await state(tab), "results");
      is(`${name}: hits`, await links(tab), answers.get(OTHERS[0]));
      const log = moving.forget();
      const missing = log.filter(({ status }) => status === 404);
      // A whole index is in memory: nothing of it can be missing.
      is(`${name}: missing`, missing.length > 0, mode !== "whole");
      is(`${name}: of the old index`, missing.every(({ path }) => path.includes(old) || path.includes("/pieces/")));
      is(`${name}: looked up once`, log.filter(({ path }) => path.endsWith("/current.json")).length, mode === "whole" ? 0 : 1);
      await ask(tab, OTHERS[1]);
      is(`${name}: then`, [await state(tab), moving.forget().filter(({ status }) => status >= 400).length], ["results", 0]);
      is(`${name}: noise`, noise, []);
      await context.close();
      moving.close();
    }
  }
});

await test("a new publication with the same pieces: the index of before goes on answering", async (is) => {
  const moving = await host(folder);
  const { tab, context } = await visit(moving);
  await ask(tab, FIRST);
  await moving.publish({ same: true });
  moving.forget();
  await ask(tab, OTHERS[0]);
  is("hits", await links(tab), answers.get(OTHERS[0]));
  is("missing, looked up", moving.forget().filter(({ path, status }) => status === 404 || path.endsWith("/current.json")).length, 0);
  await context.close();
  moving.close();
});

await test("a new publication while the page opens: the index that was named a moment ago is gone", async (is) => {
  const moving = await host(folder);
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 } });
  // The browser gets the old `current.json`, and asks for the files that it names after the new one is there.
  let held = true;
  await context.route("**/search/current.json", async (route) => {
    const response = await route.fetch();
    if (held) await moving.publish();
    held = false;
    await route.fulfill({ response });
  });
  // Pages ask for it as soon as they are there, so this stands before them.
  const { tab } = await visit(moving, "search/index.html", { reader: context });
  await ask(tab, FIRST);
  is("state", await state(tab), "results");
  is("missing", moving.forget().filter(({ status }) => status === 404).length > 0);
  is("published", held, false);
  await context.close();
  moving.close();
});

await test("an index that stays away is replaced by the simple search, and not asked for without end", async (is) => {
  const own = await host(folders.at(-1), { ranges: false });
  const { tab, context } = await visit(own);
  await ask(tab, FIRST);
  const { mode } = JSON.parse(await readFile(join(folders.at(-1), "search/current.json"), "utf8"));
  if (mode !== "whole") {
    own.gone = /\/pieces\//;
    own.forget();
    await ask(tab, OTHERS[0]);
    is("state", await state(tab), "results");
    is("kind", await tab.evaluate(() => document.querySelector("#search").dataset.kind), "plain");
    // By the engine once more, and by the simple search.
    is("asked for", own.forget().filter(({ path }) => path.endsWith("/current.json")).length, 2);
  }
  await context.close();
  own.close();
});

await test("after a trap of the WebAssembly another worker answers the next question", async (is) => {
  const call = "search.ask(question, limit)";
  let changed = false;
  // The allocator of the module is asked for all of the memory that there is, and more.
  const change = (path, text) => {
    if (!path.endsWith("/core.js")) return text;
    changed = text.includes(call);
    return text.replace(call, `(question === "${OTHERS[0]}" ? this.exports.__wbindgen_malloc(-1, 1) : ${call})`);
  };
  const own = await host(folder, { change });
  const { tab, context, noise } = await visit(own);
  await ask(tab, FIRST);
  is("changed", changed);
  is("before", [await state(tab), tab.workers().length], ["results", 1]);
  await ask(tab, OTHERS[0]);
  is("trapped", [await state(tab), await tab.evaluate(() => document.querySelector("#search").dataset.kind)], ["results", "plain"]);
  is("the worker is gone", tab.workers().length, 0);
  await ask(tab, OTHERS[1]);
  is("after", [await state(tab), tab.workers().length, await tab.textContent("[data-way]")], ["results", 1, ""]);
  is("hits", await links(tab), answers.get(OTHERS[1]));
  is("noise", noise, []);
  await context.close();
  own.close();
});

await test("memory of the engine stays bounded over 300 questions", async (is) => {
  const own = await host(folders.at(-1));
  const { tab, context } = await visit(own, address(FIRST));
  await inState(tab, "results");
  const stats = await tab.evaluate(manyQuestions, FIRST);
  console.log(memory(stats));
  is("asked", stats.asked, 300);
  is("cache", stats.mostCached <= 40 << 20);
  is("heap", stats.most <= 96 << 20);
  await context.close();
  own.close();
});

// ---- Every state, light and dark, narrow and wide

const strict = await host(folder, HOSTS["no WebAssembly (policy)"]);
const STATES = {
  empty: { question: "", state: "empty" },
  results: { question: FIRST, state: "results" },
  chosen: { question: `${FIRST} 状態:すべて 種類:全項目評価書`, state: "results" },
  loosened: { question: "個人番号を取り扱う事務はどこの課が担当していますか", state: null },
  none: { question: NOTHING, state: "none" },
  near: { question: `${FIRST} ${NOTHING}`, state: "none" },
  "by its sound": { question: "いたくさき", state: "results" },
  "no word": { question: "-委託", state: "error" },
  refused: { question: NUMBER, state: "refused" },
  loading: { question: FIRST, state: "loading", slow: /current\.json/ },
  offline: { question: FIRST, state: "offline", silent: /current\.json/ },
  error: { question: FIRST, state: "error", broken: /current\.json/ },
  fallback: { question: FIRST, state: "results", own: strict },
  "fallback, none": { question: NOTHING, state: "none", own: strict },
};
const pictures = process.env.PICTURES;
for (const [name, { question, state: wanted, own = site, slow = null, silent = null, broken = null }] of Object.entries(STATES)) {
  for (const colorScheme of ["light", "dark"]) {
    await test(`${name}, ${colorScheme}`, async (is) => {
      Object.assign(own, { slow, silent, broken });
      const { tab, context, noise } = await visit(own, question ? address(question) : undefined, { colorScheme });
      await tab.waitForFunction((wanted) => {
        const { dataset } = document.querySelector("#search");
        return wanted === null ? ["results", "none"].includes(dataset.state) : dataset.state === wanted;
      }, wanted);
      if (wanted !== "loading") await tab.waitForFunction(() => !document.querySelector("#search").hasAttribute("aria-busy"));
      for (const width of [1280, 768, 360, 320]) {
        await tab.setViewportSize({ width, height: 900 });
        is(`wider than ${width}`, await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
        if (pictures) await tab.screenshot({ path: join(pictures, `search-${name.replace(/[ ,]+/g, "-")}-${width}-${colorScheme}.png`), fullPage: true });
        if (![1280, 360].includes(width)) continue;
        for (const problem of await violations(tab)) is(`${width}: ${problem}`, false);
      }
      is("noise", noise.filter(() => own !== strict), []);
      await context.close();
      Object.assign(own, { slow: null, silent: null, broken: null });
    });
  }
}

strict.close();
site.close();
await chromium.close();
console.table(rows);
finish();
