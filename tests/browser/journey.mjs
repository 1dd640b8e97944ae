// The reader's journey by keyboard alone: `node journey.mjs <output folder>`.
//
// From the home page to the citation of a fixed version by way of search, and back to the results; and without scripts
// from the home page by way of the lists to an item and what is folded there. Nothing is clicked and no element is given
// the focus by the test: what no key reaches is not reached. Announcements are read where assistive technology reads
// them, in the accessibility tree. Prints `N passed, N failed`.

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { host } from "./hosts.mjs";
import { browser, byType, pages } from "./site.mjs";
import { check, finish } from "./tally.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node journey.mjs <output folder>");
  process.exit(2);
}

const WIDTHS = [{ width: 1280, height: 900 }, { width: 360, height: 740 }];
/** Words of the official forms: every portal has answers to them. */
const QUESTION = "委託先";
const CLOCK = new Date(2026, 10, 21, 12);
const DAY = "令和8年11月21日";
const COPIED = "コピーしました";

const site = await host(folder);
const chromium = await browser();

/** A reader on the home page, with a keyboard. */
async function home(viewport, options = {}) {
  const context = await chromium.newContext({ viewport, permissions: ["clipboard-read", "clipboard-write"], ...options });
  const tab = await context.newPage();
  tab.setDefaultTimeout(15_000);
  tab.errors = [];
  tab.on("pageerror", (error) => tab.errors.push(error.message));
  tab.on("console", (message) => message.type() === "error" && tab.errors.push(message.text()));
  if (options.javaScriptEnabled !== false) await tab.clock.setFixedTime(CLOCK);
  await tab.goto(`${site.origin}/index.html`);
  return tab;
}

/** A journey that cannot go on has failed there; the others are still tried. */
async function journey(name, viewport, options, run) {
  const tab = await home(viewport, options);
  try {
    await run(tab);
  } catch (error) {
    check(name, false, String(error.message ?? error).split("\n")[0]);
  }
  check(`${name}: no error`, tab.errors.length === 0, tab.errors);
  await tab.context().close();
}

/**
 * Presses Tab until the focus is on the first element that `selector` and, where given, the path of its link name.
 * How often that took. Where the focus stands must be seen, with a line around it and nothing before it.
 */
async function reach(tab, name, selector, { path = null, most = 80 } = {}) {
  for (let stops = 1; stops <= most; stops += 1) {
    await tab.keyboard.press("Tab");
    const at = await tab.evaluate(({ selector, path }) => {
      const all = [...document.querySelectorAll(selector)].filter((element) => path === null || new URL(element.href).pathname + new URL(element.href).hash === path);
      const element = document.activeElement;
      if (all[0] !== element) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const free = [...element.getClientRects()].some(({ left, right, top, bottom }) => {
        const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return found && (element.contains(found) || found.contains(element));
      });
      return { line: outlineStyle !== "none" && outlineWidth !== "0px", free };
    }, { selector, path });
    if (at === null) continue;
    check(`${name}: the focus is seen`, at.line && at.free, at);
    return stops;
  }
  throw new Error(`${name}: not reached with ${most} times Tab`);
}

/** Enter on a link. */
async function follow(tab, wanted) {
  await Promise.all([tab.waitForURL(wanted), tab.keyboard.press("Enter")]);
}

/** What the live regions of the page hold, for those who listen. */
async function regions(tab) {
  const session = await tab.context().newCDPSession(tab);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const words = (node) => (node?.role?.value === "StaticText" ? node.name.value : (node?.childIds ?? []).map((id) => words(byId.get(id))).join(""));
  return nodes.filter((node) => !node.ignored && node.role?.value === "status").map(words);
}

/** Waits until a live region holds the text; what they hold in the end. */
async function heard(tab, text) {
  let all = [];
  for (let turn = 0; turn < 20 && !all.includes(text); turn += 1) {
    await tab.waitForTimeout(100);
    all = await regions(tab);
  }
  return all;
}

const settled = (tab) => tab.waitForFunction(() => {
  const app = document.querySelector("#search");
  return app?.dataset.state === "results" && !app.hasAttribute("aria-busy");
});
const found = (tab) => tab.$$eval(".search-hit", (all) => all.map((link) => link.getAttribute("href")));

/** The citation of an item as the pages themselves give its parts, read without scripts on the fixed version. */
async function citation(url, id) {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const tab = await context.newPage();
  await tab.goto(url);
  const fixed = await tab.evaluate(() => {
    const link = [...document.querySelectorAll(".doc-head .links a")].find((own) => own.textContent === "この版の固定アドレス");
    return link?.href ?? location.href.replace(/[?#].*$/, "");
  });
  await tab.goto(`${fixed}#${encodeURIComponent(id)}`);
  const parts = await tab.evaluate((id) => {
    const fact = (name) => [...document.querySelectorAll(".doc-head .facts div")].find((own) => own.querySelector("dt").textContent === name)?.querySelector("dd").textContent.trim() ?? "";
    const form = [...document.querySelectorAll(".provenance p")].find((own) => own.querySelector("span")?.textContent === "様式");
    const item = document.getElementById(id).closest(".item");
    const heading = item.querySelector("h2, h3, h4, h5, h6").cloneNode(true);
    const bare = (added) => added?.textContent.replace(/^\(|\)$/g, "");
    const place = bare(heading.querySelector("small")) ?? "";
    heading.querySelectorAll("small").forEach((own) => own.remove());
    return {
      title: document.querySelector("h1").textContent, agency: fact("評価実施機関"), number: fact("評価書番号"), kind: fact("種類"), form: form?.querySelector("[data-value]").textContent ?? "",
      draft: document.querySelector(".stand").matches(".stand-draft, .stand-consultation"),
      label: heading.textContent.replace(/\s+/g, " ").trim(), place: place.replaceAll(" ", ""),
      file: bare(item.closest("section").querySelector(".section > h2 small, .section > .item-head > h2 small")),
      canonical: document.querySelector("link[rel=canonical]")?.href,
    };
  }, id);
  // The head does not name the prefecture; the home page does, above its municipalities.
  const town = new URL(fixed).pathname.split("/")[1];
  await tab.goto(`${site.origin}/index.html`);
  const prefecture = await tab.evaluate((town) => {
    const list = [...document.querySelectorAll(".towns")].find((own) => own.querySelector(`a[href="${town}/index.html"]`));
    return list.previousElementSibling.textContent;
  }, town);
  await context.close();
  const base = parts.canonical ? new URL("/", parts.canonical) : new URL(site.origin);
  const address = new URL(new URL(fixed).pathname.replace(/index\.html$/, ""), base);
  address.hash = id;
  const what = `${prefecture}${parts.agency}「${parts.title} ${parts.kind}${parts.draft ? "(案)" : ""}」評価書番号${parts.number}`;
  const where = `${parts.place}${parts.label}${parts.file ? `(${parts.file})` : ""}`;
  return `${what}、${parts.form.replaceAll(" ", "")}、${where}、${address}(${DAY}閲覧)`;
}

// ---- Search, item, citation, and back

for (const viewport of WIDTHS) {
  const wide = viewport.width > 1000;
  const name = `search at ${viewport.width}px`;
  await journey(name, viewport, {}, async (tab) => {
    const counts = {};
    if (wide) {
      counts.box = await reach(tab, `${name}: the box`, "main input[type=search]", { most: 12 });
    } else {
      await tab.keyboard.press("/");
      check(`${name}: / leads to the box`, await tab.evaluate(() => document.activeElement.matches("main input[type=search]")));
    }
    await tab.keyboard.insertText(QUESTION);
    await follow(tab, /search\/index\.html\?q=/);
    await settled(tab);
    const hits = await found(tab);
    check(`${name}: results`, hits.length > 0);
    const count = await tab.textContent(".search-count");
    const said = await heard(tab, count);
    check(`${name}: their number is announced`, said.includes(count), said);

    counts.result = await reach(tab, `${name}: the first result`, ".search-hit");
    const id = decodeURIComponent(hits[0].split("#")[1]);
    await follow(tab, /mark=.*#/);
    await tab.waitForFunction((id) => document.activeElement.id === id, id);
    const arrived = await tab.evaluate((id) => {
      const place = document.getElementById(id);
      const { top } = place.getBoundingClientRect();
      const item = place.closest(".item, .change");
      const marks = [...document.querySelectorAll("mark")];
      return { target: document.querySelector(":target")?.id, top, marks: marks.map((mark) => mark.textContent), inside: marks.every((mark) => item.contains(mark)) };
    }, id);
    check(`${name}: one arrives at the item`, arrived.target === id && arrived.top > -1 && arrived.top < viewport.height / 2, arrived);
    check(`${name}: the words are marked, there alone`, arrived.marks.join("").includes(QUESTION) && arrived.inside, arrived);

    const own = `:is(.item, .change):is(#${escaped(id)}, :has(#${escaped(id)})) .copy-cite`;
    counts.copy = await reach(tab, `${name}: the copy of the citation`, own, { most: 8 });
    check(`${name}: a live region waits`, (await regions(tab)).includes(""), await regions(tab));
    await tab.keyboard.press("Enter");
    const heardNow = await heard(tab, COPIED);
    check(`${name}: the copy is announced`, heardNow.includes(COPIED), heardNow);
    check(`${name}: the focus stays`, await tab.evaluate(() => document.activeElement.matches(".copy-cite")));
    const copied = await tab.evaluate(() => navigator.clipboard.readText());
    const wanted = await citation(tab.url().replace(/\?.*$/, ""), id);
    check(`${name}: the citation is exact`, copied === wanted, { copied, wanted });
    const file = decodeURIComponent(/https?:\/\/[^/]+\/(.*?)#/.exec(copied)?.[1] ?? "none/");
    const there = await readFile(join(folder, file, "index.html"), "utf8").catch(() => "");
    check(`${name}: its address is of a fixed version and leads to the item`, /\/(\d{4}-\d\d-\d\d(-\d+)?|draft[^/]*|excerpt|undated)\/$/.test(file) && there.includes(`id="${id}"`), file);
    console.log(`${viewport.width}px: ${JSON.stringify(counts)} times Tab; ${copied}`);

    // The keys of the browser's own window are not there without a window; this is what Alt+Left does.
    await tab.goBack();
    await settled(tab);
    await tab.waitForFunction(() => document.activeElement.matches(".search-hit"));
    check(`${name}: back, the question is there`, (await tab.inputValue("#q")) === QUESTION);
    check(`${name}: back, the results are there`, JSON.stringify(await found(tab)) === JSON.stringify(hits));
    check(`${name}: back, the focus is on the result`, await tab.evaluate(() => document.activeElement === document.querySelector(".search-hit")));
  });
}

// ---- Without scripts: lists, 要点, full text, outline, item, folds

const all = ((await byType(folder, await pages(folder), Infinity)).get("document") ?? []).filter((page) => /^[^/]+\/\d+\/[a-z]+\/index\.html$/.test(page));
const sizes = await Promise.all(all.map(async (page) => (await stat(join(folder, page))).size));
const longest = all[sizes.indexOf(Math.max(...sizes))];
const [town, number] = longest.split("/");

for (const viewport of WIDTHS) {
  const name = `without scripts at ${viewport.width}px`;
  await journey(name, viewport, { javaScriptEnabled: false }, async (tab) => {
    const counts = {};
    const go = async (step, path) => {
      counts[step] = await reach(tab, `${name}: ${step}`, "main a", { path });
      await follow(tab, `${site.origin}${path}`);
    };
    await go("the municipality", `/${town}/index.html`);
    await go("the evaluation", `/${town}/${number}/index.html`);
    check(`${name}: its main points`, (await tab.textContent("main .kicker")) === "要点");
    await go("the full text", `/${longest}`);

    counts["the outline"] = await reach(tab, `${name}: the outline`, "#outline > summary");
    await tab.keyboard.press("Enter");
    check(`${name}: the outline unfolds`, await tab.evaluate(() => document.getElementById("outline").open));
    // An entry whose item has something folded of its own.
    const hash = await tab.evaluate(() => {
      const link = [...document.querySelectorAll("#outline nav a")].find((own) => document.getElementById(decodeURIComponent(own.hash.slice(1)))
        ?.querySelector(":scope > .history, :scope > .answer > details"));
      return link?.hash ?? null;
    });
    if (hash === null) throw new Error("no entry of the outline leads to an item with a fold");
    counts["the entry"] = await reach(tab, `${name}: the entry`, "#outline nav a", { path: `/${longest}${hash}`, most: 120 });
    await follow(tab, (url) => url.hash === hash);
    const id = decodeURIComponent(hash.slice(1));
    const top = await tab.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);
    check(`${name}: one arrives at the item`, (await tab.evaluate(() => document.querySelector(":target")?.id)) === id && top > -1 && top < viewport.height / 2, top);

    const fold = `#${escaped(id)} :is(.history, .answer > details) > summary`;
    counts["the fold"] = await reach(tab, `${name}: the fold`, fold, { most: 6 });
    const open = () => tab.evaluate(() => {
      const { parentElement: details } = document.activeElement;
      return details.open && details.lastElementChild.checkVisibility({ contentVisibilityAuto: true }) && details.lastElementChild.getBoundingClientRect().height > 0;
    });
    check(`${name}: it is folded`, !(await open()));
    await tab.keyboard.press("Enter");
    check(`${name}: Enter unfolds it`, await open());
    await tab.keyboard.press("Space");
    check(`${name}: Space folds it again`, !(await open()));
    console.log(`${viewport.width}px without scripts: ${JSON.stringify(counts)} times Tab`);
  });
}

/** An id within a selector; ids of items are letters, digits and hyphens, and may begin with a digit. */
function escaped(id) {
  return id.replace(/^\d/, (digit) => `\\3${digit} `).replace(/[^\w\\ -]/g, (other) => `\\${other}`);
}

await chromium.close();
site.close();
finish();
