// Tests of what the page of a document does: `node document.mjs <output folder>`.
//
// On the longest document: the outline follows, switches work by keyboard and are remembered, links and citations are
// copied exactly, the item one arrives at is marked, nothing is needed of scripts to read and fold, and nothing sticky
// ever hides what has the focus. On all current documents: few tab stops. Prints `N passed, N failed`.

import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { host } from "./hosts.mjs";
import { browser, byType, layOutAll, pages } from "./site.mjs";
import { check, finish } from "./tally.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node document.mjs <output folder>");
  process.exit(2);
}

const MOST_TAB_STOPS = 150;
const MOST_BYTES = 300_000;
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };

const documents = (await byType(folder, await pages(folder), Infinity)).get("document") ?? [];
const sizes = await Promise.all(documents.map(async (page) => (await stat(join(folder, page))).size));
const longest = documents[sizes.indexOf(Math.max(...sizes))];
const site = await host(folder);
const chromium = await browser();

async function open(page, viewport, more = {}) {
  const { clock, script, ...options } = more;
  const context = await chromium.newContext({ viewport, permissions: ["clipboard-read", "clipboard-write"], ...options });
  const tab = await context.newPage();
  tab.errors = [];
  tab.on("pageerror", (error) => tab.errors.push(error.message));
  tab.on("console", (message) => message.type() === "error" && tab.errors.push(message.text()));
  if (clock) await tab.clock.setFixedTime(clock);
  if (script) await tab.addInitScript(script);
  await tab.goto(`${site.origin}/${page}`);
  return tab;
}

async function closing(tab, name) {
  check(`${name}: no error`, tab.errors.length === 0, tab.errors);
  await tab.context().close();
}

const settled = (tab) => tab.evaluate(() => new Promise((done) => setTimeout(done, 200)));

// Weight, and nothing that holds back the first paint.
{
  const html = await readFile(join(folder, longest), "utf8");
  const files = [...html.matchAll(/(?:src|href)="([^"]*static\/[^"]*\.(?:js|css))"/g)].map((match) => match[1]);
  const tab = await open(longest, WIDE);
  const loaded = await tab.evaluate(() => performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname));
  const bodies = await Promise.all(loaded.map((path) => readFile(join(folder, path)).catch(() => Buffer.alloc(0))));
  const bytes = [Buffer.from(html), ...bodies].reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
  console.log(`${longest}: ${bytes} bytes compressed in ${bodies.length + 1} files`);
  check("weight", bytes < MOST_BYTES, bytes);
  const blocking = [...html.matchAll(/<script(?![^>]*(?:type="(?:module|application\/ld\+json)"|\sdefer))[^>]*>/g)].map((match) => match[0]);
  check("no script holds back the first paint", blocking.length === 0 && files.length > 0, blocking);
  await closing(tab, "load");
}

// An address may end in anything.
{
  const tab = await open(`${longest}#100%`, WIDE);
  check("switches beside an address that is no escape", await tab.locator("#show-tools").count() === 1);
  await closing(tab, "#100%");
}

// Few tab stops everywhere.
for (const page of documents) {
  const tab = await open(page, WIDE);
  const stops = await tab.evaluate(() => {
    const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
    return [...all].filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0).length;
  });
  if (page === longest) console.log(`${page}: ${stops} tab stops`);
  check(`tab stops of ${page}`, stops <= MOST_TAB_STOPS, stops);
  await closing(tab, page);
}

// The outline follows.
{
  const tab = await open(longest, WIDE);
  const entries = await tab.evaluate(() => [...document.querySelectorAll(".outline a")].map((link) => decodeURIComponent(link.hash.slice(1))));
  check("the outline is open beside the text", await tab.locator("#outline nav").isVisible());
  const some = entries.filter((_, index) => index % Math.ceil(entries.length / 12) === 0);
  for (const id of some) {
    const reachable = await tab.evaluate((id) => {
      location.hash = `#${id}`;
      return Math.abs(document.getElementById(id).getBoundingClientRect().top) < 80;
    }, id);
    await settled(tab);
    const now = await tab.evaluate(() => {
      const links = [...document.querySelectorAll(".outline [aria-current]")];
      const outline = document.getElementById("outline").getBoundingClientRect();
      const shown = links.map((link) => link.getBoundingClientRect()).every((box) => box.top >= outline.top && box.bottom <= outline.bottom);
      return { current: links.map((link) => decodeURIComponent(link.hash.slice(1))), shown };
    });
    if (!reachable) continue;
    check(`the outline follows to ${id}`, now.current.length === 1 && now.current[0] === id, now.current);
    check(`the outline shows ${id}`, now.shown);
  }
  const found = await tab.evaluate(() => {
    scrollTo(0, 0);
    const lines = [...document.querySelectorAll(".frame-part .text p")];
    const line = lines.at(-1);
    getSelection().removeAllRanges();
    const text = line.textContent.slice(0, 20);
    return window.find(text, true) ? null : text;
  });
  check("the browser finds text far below", found === null, found);
  await closing(tab, "outline");

  const phone = await open(longest, NARROW);
  check("the outline is folded on a phone", !(await phone.locator("#outline nav").isVisible()));
  check("no line at the top of the page", !(await phone.locator("#where").isVisible()));
  const item = await phone.evaluate(() => {
    const items = [...document.querySelectorAll(".item.row")];
    const item = items[Math.floor(items.length / 2)];
    location.hash = `#${item.id}`;
    return { place: item.querySelector("small")?.textContent ?? "", heading: item.querySelector("h3, h4, h5, h6").firstChild.textContent.trim() };
  });
  await settled(phone);
  const line = await phone.locator("#where span").textContent();
  check("the line says where one reads", line.includes(item.heading) && line.includes(item.place.replace(/^\(|\)$/g, "")), { line, item });
  await phone.locator("#where a").press("Enter");
  await phone.waitForFunction(() => document.activeElement.matches("#outline summary"), null, { timeout: 5000 }).catch(() => {});
  check("the line leads to the outline", await phone.locator("#outline nav").isVisible());
  check("the outline has the focus", await phone.evaluate(() => document.activeElement.matches("#outline summary")));
  await closing(phone, "line");
}

// Parts are laid out when they come near the window; one arrives at the very place all the same.
for (const viewport of [WIDE, NARROW]) {
  for (const keeps of [true, false]) {
    // The second time as in a browser that does not keep what is read in its place while parts above it grow.
    const script = keeps ? undefined : () => {
      const own = CSS.supports.bind(CSS);
      CSS.supports = (...what) => what[0] !== "overflow-anchor" && own(...what);
      addEventListener("DOMContentLoaded", () => { document.documentElement.style.overflowAnchor = "none"; });
    };
    const name = `at ${viewport.width}px${keeps ? "" : ", places not kept"}`;
    const tab = await open(longest, viewport, { script });
    const ids = await tab.evaluate(() => [...document.querySelectorAll(".outline a")].map((link) => decodeURIComponent(link.hash.slice(1))));
    const top = (id) => tab.evaluate((own) => document.getElementById(own).getBoundingClientRect().top, id);
    const wrong = [];
    for (const share of [0.9, 0.2, 0.6, 0.8, 0.4]) {
      const id = ids[Math.floor(share * ids.length)];
      await tab.evaluate((own) => document.querySelector(`.outline a[href="#${CSS.escape(own)}"]`).click(), id);
      await settled(tab);
      await settled(tab);
      const at = await top(id);
      if (at < -2 || at > 80) wrong.push({ id, at });
    }
    check(`links of the outline lead to the place, ${name}`, wrong.length === 0, wrong);
    if (keeps) {
      for (const share of [0.2, 0.5, 0.9]) {
        await tab.evaluate((own) => scrollTo(0, document.documentElement.scrollHeight * own), share);
        await settled(tab);
        await tab.mouse.wheel(0, 100);
        await settled(tab);
        await settled(tab);
        const [id, before] = await tab.evaluate(() => {
          const { left, width } = document.querySelector(".doc-body").getBoundingClientRect();
          // Between two items stands a heading, perhaps.
          const heights = Array.from({ length: 30 }, (_, n) => 90 + 20 * n);
          const item = heights.map((y) => document.elementFromPoint(left + width / 2, y)?.closest(".item")).find(Boolean);
          return [item.id, item.getBoundingClientRect().top];
        });
        await tab.goto(`${site.origin}/index.html`);
        await tab.goBack();
        await settled(tab);
        await settled(tab);
        const now = await top(id);
        check(`one comes back to what one read, ${name}, ${share}`, Math.abs(now - before) < 40, { id, before, now });
      }
      const far = ids.at(-4);
      await tab.goto(`${site.origin}/index.html`);
      await tab.goto(`${site.origin}/${longest}#${far}`);
      await settled(tab);
      check(`an address leads to the item, ${name}`, Math.abs(await top(far)) < 120, await top(far));
      await tab.evaluate((own) => document.getElementById(own).querySelector(".self").focus(), far);
      for (let stop = 0; stop < 5; stop += 1) await tab.keyboard.press("Tab");
      const seen = await tab.evaluate(() => {
        const { top, bottom } = document.activeElement.getBoundingClientRect();
        return document.activeElement !== document.body && bottom > 0 && top < innerHeight;
      });
      check(`the keyboard goes on from there, ${name}`, seen);
    }
    await closing(tab, `arrival ${name}`);
  }
}

// Switches by keyboard, remembered.
{
  const tab = await open(longest, WIDE);
  const others = () => tab.evaluate(() => [...document.querySelectorAll(".others")].filter((element) => element.checkVisibility()).length);
  check("options that were not chosen are not shown", (await others()) === 0);
  await tab.locator("#view summary").focus();
  await tab.keyboard.press("Enter");
  await tab.keyboard.press("Tab");
  check("the first switch is reached", await tab.evaluate(() => document.activeElement.id === "show-options"));
  const middle = await tab.evaluate(() => {
    const items = [...document.querySelectorAll(".item.row")];
    const item = items[Math.floor(items.length / 2)];
    item.scrollIntoView();
    return item.id;
  });
  const above = () => tab.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, middle);
  const before = await above();
  await tab.keyboard.press("Space");
  check("the switch shows them all", (await others()) > 0);
  await settled(tab);
  check("what is read stays where it is", Math.abs((await above()) - before) < 4, [before, await above()]);
  // Past the switch of the history, where there is one.
  for (let stop = 0; stop < 3 && (await tab.evaluate(() => document.activeElement.id)) !== "show-tools"; stop += 1) await tab.keyboard.press("Tab");
  await tab.keyboard.press("Space");
  const buttons = await tab.locator(".item-tools button").count();
  const items = await tab.locator(".doc-body .item, .doc-body .change").count();
  check("every item offers two copies", buttons === 2 * items, { buttons, items });
  const names = await tab.evaluate(() => [...document.querySelectorAll(".item-tools button")].map((button) => button.getAttribute("aria-label")));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const rows = await tab.locator(".doc-body .change").count();
  check("each button has a name of its own", twice.length <= 2 * rows, twice.slice(0, 6));
  await tab.reload();
  check("what was on is on again", await tab.evaluate(() => document.getElementById("view").open && document.getElementById("show-options").checked && document.getElementById("show-tools").checked));
  check("the copies are there again", (await tab.locator(".item-tools button").count()) === buttons);
  await tab.locator("#show-tools").press("Space");
  await tab.locator("#show-options").press("Space");
  check("off again", (await others()) === 0 && (await tab.locator(".item-tools").count()) === 0);
  await tab.reload();
  check("what was off stays off", !(await tab.evaluate(() => document.getElementById("show-options").checked)));
  await closing(tab, "switches");

  const forbidden = await open(longest, WIDE, { script: () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } }) });
  await forbidden.locator("#view summary").click();
  await forbidden.locator("#show-tools").check();
  check("switches work without storage", (await forbidden.locator(".item-tools button").count()) === buttons);
  await closing(forbidden, "no storage");
}

// Copies of the item one arrives at: exact, announced, of the fixed version.
{
  const clock = new Date(2026, 10, 21, 12);
  const tab = await open(longest, WIDE, { clock });
  const wanted = await tab.evaluate(() => {
    const item = document.querySelector("[id$='-4-t1-6']") ?? document.querySelector(".item.row");
    location.hash = `#${item.id}`;
    const heading = item.querySelector("h3, h4, h5, h6");
    const bare = (added) => added?.textContent.replace(/^\(|\)$/g, "");
    const place = bare(heading.querySelector("small")) ?? "";
    const file = bare(item.closest("section").querySelector(".section > h2 small, .section > .item-head > h2 small"));
    const label = heading.firstChild.textContent.trim();
    return { id: item.id, name: `${label}(${[place, file].filter(Boolean).join("、")})`, cited: `${place.replaceAll(" ", "")}${label}${file ? `(${file})` : ""}` };
  });
  await settled(tab);
  const tools = tab.locator(`#${wanted.id} .item-tools`);
  check("the item one arrives at offers copies", (await tools.count()) === 1 && (await tab.locator(".item-tools").count()) === 1);
  const labels = await tools.locator("button").evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label")));
  check("the buttons name the item", labels[0] === `${wanted.name}のリンクをコピー` && labels[1] === `${wanted.name}の引用をコピー`, labels);

  const address = await tab.evaluate(() => document.querySelector("#cite p").textContent);
  const [, before, url] = /^(.*?)(?:、(https?:\/\/\S+?))? ?\(/.exec(address.replace(/\(閲覧日.*$/, "(")) ?? [];
  await tools.locator("button").first().press("Enter");
  await settled(tab);
  const link = await tab.evaluate(() => navigator.clipboard.readText());
  check("the link is of the fixed version", link.endsWith(`#${wanted.id}`) && /\/(\d{4}-\d\d-\d\d(-\d+)?|draft[^/]*|excerpt|undated)\/#/.test(link) && (!url || link.startsWith(url)), link);
  check("it is announced", (await tab.locator("#tools-said").textContent()) === "コピーしました");
  check("the focus stays", await tab.evaluate(() => document.activeElement.matches(".copy-link")));
  await tools.locator("button").last().press("Space");
  await settled(tab);
  const citation = await tab.evaluate(() => navigator.clipboard.readText());
  check("the citation is exact", citation === `${before}、${wanted.cited}、${link}(令和8年11月21日閲覧)`, { citation, wanted: `${before}、${wanted.cited}、${link}(令和8年11月21日閲覧)` });
  console.log(citation);
  const target = await tab.evaluate((id) => {
    const item = document.getElementById(id);
    const sign = getComputedStyle(item.querySelector("h3, h4, h5, h6"), "::before").content;
    return { line: getComputedStyle(item).outlineStyle, sign };
  }, wanted.id);
  check("the item one arrived at has a frame and a sign", target.line === "solid" && target.sign.includes("▶"), target);
  await tab.evaluate(() => { location.hash = ""; });
  await settled(tab);
  check("elsewhere nothing is offered", (await tab.locator(".item-tools").count()) === 0);
  await closing(tab, "copies");

  const old = await open(longest, WIDE, { script: () => Object.defineProperty(navigator, "clipboard", { value: undefined }) });
  await old.evaluate((id) => { location.hash = `#${id}`; }, wanted.id);
  await settled(old);
  await old.locator(".copy-link").press("Enter");
  await settled(old);
  check("without https it is copied the older way", (await old.locator("#tools-said").textContent()) === "コピーしました" && (await old.locator("textarea").count()) === 0);
  await old.evaluate(() => { document.execCommand = () => false; });
  await old.locator(".copy-link").press("Enter");
  await settled(old);
  const field = await old.evaluate(() => {
    const area = document.activeElement;
    return area.matches("textarea") ? area.value.slice(area.selectionStart, area.selectionEnd) : null;
  });
  check("else it is selected", field === link, field);
  await closing(old, "http");
}

// Sentences that other evaluations share.
{
  const withShared = [];
  for (const page of documents) {
    const file = /id="show-shared" data-file="([^"]+)"/.exec(await readFile(join(folder, page), "utf8"))?.[1];
    if (!file) continue;
    const data = JSON.parse(await readFile(join(folder, page, "..", file), "utf8"));
    if (data.items.length > 0) withShared.push([page, data]);
  }
  if (withShared.length === 0) console.log("SKIPPED: no evaluation shares a sentence with another");
  for (const [page, data] of withShared.slice(0, 2)) {
    const tab = await open(page, WIDE);
    const asked = [];
    tab.on("request", (request) => asked.push(request.url()));
    await tab.locator("#view summary").click();
    check(`${page}: nothing is asked for before the switch`, !asked.some((url) => url.includes("data/shared")));
    await tab.locator("#show-shared").press("Space");
    await tab.locator(".shared").first().waitFor();
    check(`${page}: one list per item`, (await tab.locator(".shared").count()) === data.items.length);
    const sentences = data.items.reduce((sum, item) => sum + item.keys.length / 8, 0);
    check(`${page}: no list is asked for before it is unfolded`, asked.filter((url) => url.includes("data/shared")).length === 1, asked);
    for (const list of await tab.locator(".shared summary").all()) await list.press("Enter");
    await tab.waitForFunction((items) => document.querySelectorAll(".shared > ul").length === items, data.items.length);
    const seen = await tab.evaluate(() => [...document.querySelectorAll(".shared q")].map((q) => q.textContent));
    check(`${page}: every sentence`, seen.length === sentences && seen.every((text) => text.length >= 10), seen.length);
    check(`${page}: underlined`, (await tab.evaluate(() => CSS.highlights.get("shared")?.size)) === sentences);
    const links = await tab.evaluate(() => [...document.querySelectorAll(".shared a")].map((link) => link.href));
    for (const link of new Set(links)) {
      const { pathname, hash } = new URL(link);
      const there = await readFile(join(folder, pathname), "utf8").catch(() => "");
      check(`${page}: ${link}`, there.includes(`id="${decodeURIComponent(hash.slice(1))}"`));
    }
    const other = new URL(links[0]);
    const text = seen[0].replace(/…$/, "").replace(/[\s。]/g, "").slice(-12);
    const there = await tab.context().newPage();
    await there.goto(other.href);
    check(`${page}: the sentence stands there`, (await there.evaluate(() => document.querySelector(":target").textContent.replace(/\s/g, ""))).includes(text), { text, at: other.href });
    await there.close();
    await tab.locator("#show-shared").press("Space");
    check(`${page}: off again`, !(await tab.locator(".shared").first().isVisible()) && !(await tab.evaluate(() => CSS.highlights.has("shared"))));
    await closing(tab, page);
  }
  const page = withShared[0]?.[0];
  if (page) {
    const tab = await open(page, WIDE);
    await tab.route("**/data/shared/*", (route) => route.abort());
    await tab.locator("#view summary").click();
    await tab.locator("#show-shared").press("Space");
    await settled(tab);
    check("a list that cannot be had is said so", (await tab.locator("#view-said").textContent()).includes("読み込めませんでした"));
    await tab.context().close();
  }
}

// Without scripts.
for (const viewport of [WIDE, NARROW]) {
  const tab = await open(longest, viewport, { javaScriptEnabled: false });
  const name = `without scripts at ${viewport.width}px`;
  if (viewport === NARROW) await tab.locator("#outline summary").click();
  check(`${name}: the outline`, await tab.locator("#outline nav a").first().isVisible());
  await tab.locator("#view summary").click();
  await tab.locator("#show-options").check();
  check(`${name}: unchosen options`, await tab.locator(".others").first().isVisible());
  check(`${name}: no switch that does nothing`, !(await tab.locator("#show-tools").isVisible()));
  check(`${name}: no empty line`, !(await tab.locator("#where").isVisible()));
  await tab.context().close();
}

// What has the focus can be seen, forwards and backwards, with switches off and on.
for (const viewport of [WIDE, NARROW]) {
  for (const on of [false, true]) {
    const tab = await open(longest, viewport);
    if (on) {
      await tab.locator("#view summary").click();
      await tab.locator("#show-tools").check();
    }
    for (const key of ["Tab", "Shift+Tab"]) {
      await tab.evaluate((last) => {
        const all = [...document.querySelectorAll("a[href], button, input, summary")].filter((element) => element.checkVisibility({ visibilityProperty: true }));
        all.at(last ? -1 : 0).focus();
      }, key !== "Tab");
      const hidden = new Set();
      const most = on ? 40 : 400;
      let steps = 0;
      while (steps < most) {
        await tab.keyboard.press(key);
        const seen = await tab.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body || element.matches("html")) return null;
          const boxes = [...element.getClientRects()];
          const free = boxes.some(({ left, right, top, bottom }) => {
            const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
            return found && (element.contains(found) || found.contains(element) && !found.matches("html, body, main, .doc-body"));
          });
          return { free, what: element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40) };
        });
        if (!seen) break;
        if (!seen.free) hidden.add(seen.what);
        steps += 1;
      }
      check(`focus is seen: ${key} at ${viewport.width}px, ${on ? "copies shown" : "switches off"}`, hidden.size === 0 && steps > 15, { steps, hidden: [...hidden].slice(0, 8) });
    }
    await closing(tab, "focus");
  }
}

// Accessibility with everything shown, and paper.
{
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  for (const viewport of [WIDE, NARROW]) {
    for (const colorScheme of ["light", "dark"]) {
      const tab = await open(longest, viewport, { colorScheme });
      await tab.locator("#view summary").click();
      for (const box of await tab.locator("#view input:visible").all()) await box.check();
      await tab.evaluate(() => { location.hash = `#${document.querySelector(".item.row").id}`; });
      await layOutAll(tab);
      await settled(tab);
      await tab.evaluate(axe);
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
      const result = await tab.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values } }), tags);
      const problems = result.violations.map((violation) => `${violation.id} (${violation.nodes.length}) ${violation.nodes[0].html.slice(0, 160)}`);
      check(`axe, everything shown, ${viewport.width}px ${colorScheme}`, problems.length === 0, problems);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(`nothing wider than the window, ${viewport.width}px`, wide <= 0, wide);
      await tab.context().close();
    }
  }
  const tab = await open(longest, WIDE);
  await tab.emulateMedia({ media: "print" });
  const shown = await tab.evaluate(() => [".rail", "#where", ".item-tools"].filter((name) => document.querySelector(name)?.checkVisibility()));
  check("paper has no switches", shown.length === 0, shown);
  check("paper has the citation", await tab.locator("#cite p").first().isVisible());
  await tab.context().close();
}

await chromium.close();
site.close();
finish();
