// Tests of what a reader does on the search page and around it: `node search-page.mjs <output folder>`, at 390 and 1280 px.
//
// What is fetched and when, keys, facets, order, results as files, search within one evaluation, arrival at an item, an
// index of which something is missing. Prints `N passed, N failed`.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { violations } from "./axe.mjs";
import { host } from "./hosts.mjs";
import { searching } from "./searching.mjs";
import { browser } from "./site.mjs";
import { finish } from "./tally.mjs";

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node search-page.mjs <output folder>");
  process.exit(2);
}

/** Words of the official forms: every portal has answers to them. */
const QUESTION = "委託先";
const SIZES = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];

const chromium = await browser();
const { test, visit, asked, inState, address, links, ask } = searching(chromium);
const site = await host(folder);
const current = JSON.parse(await readFile(join(folder, "search/current.json"), "utf8"));

const slowLine = () => Object.defineProperty(navigator, "connection", { value: { effectiveType: "3g", saveData: false } });
const fastLine = () => Object.defineProperty(navigator, "connection", { value: { effectiveType: "4g", saveData: false } });
/** Requests for what searches, not for the page. */
const ofSearch = (log) => log.map(({ path }) => path).filter((path) => !/\/search\/(index\.html)?(\?|$)/.test(path)
  && /\/search\/|\/static\/search-|search-plain/.test(path));
const kind = (tab) => tab.evaluate(() => document.querySelector("#search").dataset.kind);
const counts = (tab) => tab.evaluate(() => /(\d+)\D+(\d+)/.exec(document.querySelector(".search-count").textContent).slice(1).map(Number));
const chips = (tab) => tab.$$eval("[data-facet]", (all) => all.map((own) => ({ facet: own.dataset.facet, value: own.dataset.value,
  count: Number(/\d+/.exec(own.querySelector(".chip-count")?.textContent ?? "")?.[0] ?? Number.NaN) })).filter(({ count }) => count > 0));
/** Opens the filters where they are folded. */
const unfold = (tab) => tab.evaluate(() => document.querySelectorAll("#search details").forEach((own) => { own.open = true; }));

for (const viewport of SIZES) {
  const at = `at ${viewport.width}`;
  const reader = { viewport };

  await test(`over a slow line nothing that searches is fetched before the first key, ${at}`, async (is) => {
    site.forget();
    const { tab, context, noise } = await visit(site, undefined, { ...reader, prepare: slowLine });
    await tab.waitForTimeout(1000);
    await tab.focus("#q");
    is("preloads", await tab.locator("link[rel=preload]").count(), 0);
    is("before", ofSearch(asked(site)), []);
    await tab.keyboard.press("a");
    await tab.waitForTimeout(500);
    is("after", ofSearch(asked(site)).length > 0);
    is("noise", noise, []);
    await context.close();
  });

  await test(`over a fast line it is fetched when there is nothing else to do, ${at}`, async (is) => {
    site.forget();
    const { tab, context } = await visit(site, undefined, { ...reader, prepare: fastLine });
    const fetched = () => ofSearch(site.log).some((path) => path.includes("kohyo_search.wasm"));
    for (let turn = 0; turn < 50 && !fetched(); turn += 1) await tab.waitForTimeout(100);
    is("the engine", fetched());
    await context.close();
  });

  await test(`over a slow line the simple search answers first, then the engine, ${at}`, async (is) => {
    const watched = () => {
      window.kinds = [];
      addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
        const { kind } = document.querySelector("#search").dataset;
        if (window.kinds.at(-1) !== kind) window.kinds.push(kind);
      }).observe(document.querySelector("#search"), { attributes: true, attributeFilter: ["data-kind"] }));
    };
    const { tab, context, noise } = await visit(site, "about/index.html", { ...reader, prepare: slowLine });
    await tab.addInitScript(watched);
    await tab.goto(`${site.url}${address(QUESTION)}`);
    await tab.waitForFunction(() => document.querySelector("#search").dataset.kind === "engine");
    await inState(tab, "results");
    is("who", await tab.evaluate(() => window.kinds), ["plain", "engine"]);
    is("the note is gone", await tab.textContent("[data-way]"), "");
    is("noise", noise, []);
    await context.close();
  });

  await test(`arrow keys lead from the box to the hits and back, ${at}`, async (is) => {
    const { tab, context } = await visit(site, address(QUESTION), reader);
    await inState(tab, "results");
    await tab.focus("#q");
    const place = () => tab.evaluate(() => [...document.querySelectorAll(".search-hit")].indexOf(document.activeElement));
    const places = [];
    for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"]) {
      await tab.keyboard.press(key);
      places.push(await place());
    }
    is("places", places, [0, 1, 0, -1]);
    is("the box", await tab.evaluate(() => document.activeElement.id), "q");
    await tab.focus(".search-hit");
    await tab.keyboard.press("/");
    is("/", await tab.evaluate(() => document.activeElement.id), "q");
    let stops = 0;
    for (; stops < 8 && (await place()) < 0; stops += 1) await tab.keyboard.press("Tab");
    is("stops to the first hit", stops <= 3);
    await context.close();
  });

  await test(`words of the portal complete what is typed, by keyboard and by hand, ${at}`, async (is) => {
    site.forget();
    const { tab, context, noise } = await visit(site, address(QUESTION), reader);
    await inState(tab, "results");
    const box = tab.locator("#q");
    const list = tab.locator("[role=listbox]");
    const words = tab.locator("[role=option]");
    const shown = () => box.getAttribute("aria-expanded");
    const opened = () => tab.waitForFunction(() => document.querySelector("#q").getAttribute("aria-expanded") === "true");
    const type = async (text) => {
      await box.fill("");
      await box.pressSequentially(text);
      await opened();
    };
    is("closed", [await shown(), await list.isVisible()], ["false", false]);
    await type("委");
    const offered = await words.allTextContents();
    is("begin so", offered.length > 0 && offered.every((word) => word.startsWith("委")), true);
    is("named", [await list.getAttribute("aria-label"), await box.getAttribute("aria-controls")], ["候補の言葉", await list.getAttribute("id")]);
    is("wide", await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    is("axe, open", await violations(tab), []);
    await box.press("ArrowDown");
    is("led to", [await box.getAttribute("aria-activedescendant"), await words.first().getAttribute("aria-selected")],
      [await words.first().getAttribute("id"), "true"]);
    is("axe, led", await violations(tab), []);
    await box.press("ArrowUp");
    is("back", await box.getAttribute("aria-activedescendant"), null);
    await box.press("ArrowUp");
    is("round", await words.last().getAttribute("aria-selected"), "true");
    await box.press("ArrowDown");
    await box.press("Escape");
    is("Esc closes, and clears nothing", [await shown(), await box.inputValue()], ["false", "委"]);
    await box.press("Escape");
    is("Esc again clears", await box.inputValue(), "");
    // By its sound, behind another word; Enter takes it and asks.
    await type("方法 いた");
    await words.filter({ hasText: /^委託$/ }).waitFor();
    const heard = await words.allTextContents();
    is("heard", heard.includes("委託"));
    for (let turn = 0; turn <= heard.indexOf("委託"); turn += 1) await box.press("ArrowDown");
    await box.press("Enter");
    is("taken", [await box.inputValue(), await shown()], ["方法 委託", "false"]);
    await tab.waitForFunction(() => new URLSearchParams(location.search).get("q") === "方法 委託");
    await inState(tab, "results");
    // By hand, and every word that was offered finds something.
    await type("委");
    await words.first().click();
    is("by hand", [await box.inputValue(), await shown(), await tab.evaluate(() => document.activeElement.id)], [offered[0], "false", "q"]);
    for (const word of offered.concat(heard)) {
      await ask(tab, word);
      await inState(tab, "results");
    }
    await type("委");
    await box.press("Tab");
    is("leaving closes", await shown(), "false");
    // What stands nowhere is not offered, and a number is no word.
    for (const text of ["量子暗号通信衛", "12345678901"]) {
      await box.fill("");
      await box.pressSequentially(text);
      await tab.waitForTimeout(600);
      is(text, await shown(), "false");
    }
    is("noise", noise, []);
    await context.close();
  });

  await test(`words complete what is typed in the box of the home page and of the header, ${at}`, async (is) => {
    for (const page of ["index.html", "about/index.html"]) {
      site.forget();
      const { tab, context, noise } = await visit(site, page, { ...reader, prepare: fastLine });
      const box = tab.locator("#site-search");
      const words = tab.locator("[role=option]");
      const shown = () => box.getAttribute("aria-expanded");
      const completes = () => asked(site).map(({ path }) => path).filter((path) => /complete\.js|search-source|\/search\/(?!index)/.test(path));
      await box.focus();
      await tab.waitForTimeout(500);
      is(`${page}: before the first key`, [completes(), await box.getAttribute("role")], [[], null]);
      // One key, and no other: it is completed when what completes has come.
      await box.pressSequentially("委");
      await words.first().waitFor();
      is(`${page}: opened`, [await shown(), await box.getAttribute("role")], ["true", "combobox"]);
      const offered = await words.allTextContents();
      is(`${page}: begin so`, offered.length > 0 && offered.every((word) => word.startsWith("委")));
      is(`${page}: named`, await tab.getByRole("listbox", { name: "候補の言葉" }).getAttribute("id"), await box.getAttribute("aria-controls"));
      is(`${page}: wide`, await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      // The whole list is in sight and nothing of the page lies over it.
      is(`${page}: in sight`, await words.evaluateAll((all) => all.every((own) => {
        const { left, top, width, height } = own.getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height / 2) === own;
      })));
      is(`${page}: axe, open`, await violations(tab), []);
      await box.press("ArrowDown");
      is(`${page}: led to`, await box.getAttribute("aria-activedescendant"), await words.first().getAttribute("id"));
      is(`${page}: axe, led`, await violations(tab), []);
      await box.press("Escape");
      is(`${page}: Esc closes, and clears nothing`, [await shown(), await box.inputValue()], ["false", "委"]);
      // A number is no word, and nobody is asked for one.
      await box.fill("");
      await box.pressSequentially("12345678901");
      await tab.waitForTimeout(600);
      is(`${page}: a number`, await shown(), "false");
      // A word is taken and the page stays; Enter asks.
      await box.fill("");
      await box.pressSequentially("委");
      await words.first().waitFor();
      await box.press("ArrowDown");
      await box.press("Enter");
      is(`${page}: taken`, [await box.inputValue(), await shown(), new URL(tab.url()).search], [offered[0], "false", ""]);
      await box.press("Enter");
      await tab.waitForURL((url) => url.pathname.includes("/search/") && url.searchParams.get("q") === offered[0]);
      await inState(tab, "results");
      is(`${page}: noise`, noise, []);
      await context.close();
    }
    // Over a slow line nothing comes that searches.
    const { tab, context, noise } = await visit(site, "about/index.html", { ...reader, prepare: slowLine });
    site.forget();
    await tab.locator("#site-search").pressSequentially("委託");
    await tab.waitForTimeout(600);
    is("slow: fetched", ofSearch(asked(site)), []);
    is("slow: no list", await tab.locator("[role=listbox]").count(), 0);
    is("slow: noise", noise, []);
    await context.close();
  });

  await test(`facets add up and keep the other choices, ${at}`, async (is) => {
    const { tab, context } = await visit(site, address("個人"), reader);
    await inState(tab, "results");
    await unfold(tab);
    const all = await chips(tab);
    const facets = new Set(all.map(({ facet }) => facet));
    is("facets", ["municipality", "kind", "section", "year"].filter((facet) => !facets.has(facet)), []);
    const names = all.filter(({ facet }) => facet === "section").map(({ value }) => value.normalize("NFKC").replace(/\s/g, ""));
    is("ways of writing are one", names.length, new Set(names).size);
    for (const { facet, value, count } of all) {
      await ask(tab, "個人");
      await unfold(tab);
      await tab.locator(`[data-facet=${facet}]`).and(tab.locator(`[data-value="${value}"]`)).click();
      await inState(tab, "results");
      const [hits, evaluations] = await counts(tab);
      // A text that stands in several sections is counted under the first of them.
      if (facet === "section") is(`${facet} ${value}`, hits >= count);
      else is(`${facet} ${value}`, evaluations, count);
      const left = (await chips(tab)).filter((own) => own.facet === facet);
      is(`${facet} ${value}: the other choices`, left.length, all.filter((own) => own.facet === facet).length);
    }
    for (const facet of ["municipality", "year"]) {
      const [one, other] = all.filter((own) => own.facet === facet);
      if (!other) continue;
      await ask(tab, "個人");
      for (const { value } of [one, other]) {
        await unfold(tab);
        await tab.locator(`[data-facet=${facet}]`).and(tab.locator(`[data-value="${value}"]`)).click();
        await tab.waitForFunction(([facet, value]) => document.querySelector(`[data-facet=${facet}][data-value="${value}"][aria-pressed=true]`), [facet, value]);
      }
      await inState(tab, "results");
      const [, evaluations] = await counts(tab);
      is(`two of ${facet}`, evaluations, one.count + other.count);
    }
    await context.close();
  });

  await test(`by day of publication, ${at}`, async (is) => {
    const { tab, context } = await visit(site, address(`${QUESTION} 状態:すべて`), reader);
    await inState(tab, "results");
    const days = async (order) => {
      await unfold(tab);
      await tab.click(`[data-facet=order][data-value=${order}]`);
      await tab.waitForFunction((order) => document.querySelector(`[data-facet=order][data-value=${order}][aria-pressed=true]`), order);
      await inState(tab, "results");
      return tab.$$eval(".search-day time", (all) => all.map((day) => day.dateTime));
    };
    const newest = await days("新しい順");
    is("newest", newest, [...newest].sort().reverse());
    const oldest = await days("古い順");
    is("oldest", oldest, [...oldest].sort());
    is("several", new Set(oldest).size > 1);
    await context.close();
  });

  await test(`results as CSV and JSON, ${at}`, async (is) => {
    const { tab, context, noise } = await visit(site, address(QUESTION), reader);
    await inState(tab, "results");
    const [hits] = await counts(tab);
    const saved = async (format) => {
      const [download] = await Promise.all([tab.waitForEvent("download"), tab.click(`[data-save=${format}]`)]);
      return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
    };
    site.forget();
    const csv = await saved("csv");
    is("name", csv.name, "kohyo-search.csv");
    is("mark", csv.text.startsWith("\ufeff\"自治体\","));
    is("lines", csv.text.split("\r\n").length - 2, Math.min(hits, 100));
    is("an address", /"http:\/\/127[^"]+index\.html#[^"]+"\r\n/.test(csv.text));
    const json = JSON.parse((await saved("json")).text);
    is("hits", [json.query, json.total, json.hits.length], [QUESTION, hits, Math.min(hits, 100)]);
    is("noise", noise, []);
    await context.close();
  });

  await test(`search within one evaluation, from its page, ${at}`, async (is) => {
    const { tab, context, noise } = await visit(site, address(`${QUESTION} 種類:全項目`), reader);
    await inState(tab, "results");
    const target = await tab.evaluate(() => document.querySelector(".search-hit").href.replace(/\?.*$|#.*$/, ""));
    await tab.goto(target);
    is("axe", await violations(tab), []);
    await tab.fill("header input[name=q]", QUESTION);
    await tab.check("header input[name=within]");
    await Promise.all([tab.waitForURL(/search\/index\.html\?q=/), tab.press("header input[name=q]", "Enter")]);
    await inState(tab, "results");
    is("address", new URL(tab.url()).searchParams.get("within"), null);
    is("question", (await tab.inputValue("#q")).includes("番号:"));
    const pages = new Set(await tab.$$eval(".search-hit", (all) => all.map((own) => own.href.replace(/\?.*$|#.*$/, ""))));
    is("pages", [...pages], [target]);
    await unfold(tab);
    is("axe", await violations(tab), []);
    await tab.click("[data-facet=number]");
    await tab.waitForFunction(() => !document.querySelector("#q").value.includes("番号:"));
    is("noise", noise, []);
    await context.close();
  });

  await test(`arrival: the item keeps its layout, the first mark is in view, one goes from mark to mark, ${at}`, async (is) => {
    const { tab, context, noise } = await visit(site, address("情報 種類:全項目"), reader);
    await inState(tab, "results");
    const hrefs = await tab.$$eval(".search-hit", (all) => all.map((own) => own.href));
    const look = () => tab.evaluate(() => {
      const item = document.querySelector(":target").closest("li[id], .change, .item") ?? document.querySelector(":target");
      const top = item.getBoundingClientRect();
      return [...item.children].filter((own) => !own.matches(".arrived, .item-tools, mark")).map((own) => {
        const box = own.getBoundingClientRect();
        return [box.left - top.left, box.top - top.top, box.width].map(Math.round);
      });
    });
    let several = 0;
    for (const href of hrefs) {
      await tab.goto(href.replace(/\?.*#/, "#"));
      await tab.waitForTimeout(200);
      const before = await look();
      await tab.goto("about:blank");
      await tab.goto(href);
      await tab.waitForSelector("mark");
      await tab.waitForTimeout(200);
      is(`layout of ${href}`, await look(), before);
      const seen = () => tab.evaluate(() => {
        const { top, bottom } = document.querySelector(".mark-here").getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight - document.querySelector(".arrived").offsetHeight;
      });
      is(`first mark of ${href}`, await seen());
      const marks = await tab.locator("mark").count();
      is("count", (await tab.textContent(".arrived [role=status]")).match(/\d+/g).map(Number).sort((a, b) => a - b), [1, marks].sort((a, b) => a - b));
      if (marks > 1 && several < 2) {
        several += 1;
        // At the end of the page, where the line covers nothing: elsewhere some line of text is always half below it.
        await tab.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
        is("axe", await violations(tab), []);
        await tab.goto("about:blank");
        await tab.goto(href);
        await tab.waitForSelector("mark");
        await tab.keyboard.press("Tab");
        const buttons = tab.locator(".arrived button");
        is("buttons", await buttons.count(), 3);
        await buttons.nth(1).click();
        is("the second", await tab.evaluate(() => [...document.querySelectorAll("mark")].findIndex((own) => own.matches(".mark-here"))), 1);
        is("in view", await seen());
        await buttons.nth(0).click();
        await buttons.nth(0).click();
        is("round to the last", await tab.evaluate(() => [...document.querySelectorAll("mark")].findIndex((own) => own.matches(".mark-here"))), marks - 1);
        is("in view", await seen());
        is("no wider than the window", await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      }
    }
    is("items with several marks", several > 0);
    is("noise", noise, []);
    await context.close();
  });

  await test(`an excerpt is above the fold, ${at}`, async (is) => {
    const { tab, context } = await visit(site, address(QUESTION), reader);
    await inState(tab, "results");
    is("bottom", await tab.evaluate(() => Math.round(document.querySelector(".search-snippet").getBoundingClientRect().bottom)) <= viewport.height);
    is("wide", await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await unfold(tab);
    is("axe", await violations(tab), []);
    await context.close();
  });
}

const files = await readdir(join(folder, "search", current.folder));
const ofEngine = ["engine.js", "worker.js", "core.js", "source.js", "kohyo_search.js", "kohyo_search.wasm"].map((name) => name.replace(".", "[^/]*\\."));
const ofIndex = files.filter((name) => /^(whole|hot)\.bin$/.test(name));
for (const name of [...ofEngine, ...ofIndex.map((own) => own.replace(".", "\\."))]) {
  await test(`gone: ${name}; the simple search answers`, async (is) => {
    const own = await host(folder);
    own.gone = new RegExp(`/${name}`);
    for (const viewport of SIZES) {
      const { tab, context } = await visit(own, address(QUESTION), { viewport });
      await inState(tab, "results");
      is(`who, at ${viewport.width}`, await kind(tab), "plain");
      is(`hits, at ${viewport.width}`, (await links(tab)).length > 0);
      is(`axe, at ${viewport.width}`, await violations(tab), []);
      await context.close();
    }
    own.close();
  });
}

site.close();
await chromium.close();
finish();
