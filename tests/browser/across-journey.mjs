// Questions across municipalities, from the home page: `node across-journey.mjs <output folder>`.
//
// How long do two municipalities keep the same records; who works with a contractor; who had a serious incident; who
// relies on an item of the law; which version was valid on a day, and what has changed since. Only links that are seen
// are clicked, at most four, on a phone, there without scripts too, and on a desktop; at the end the answer is on the page.
// Nothing is known of the portal but the words of its interface. Prints each path, and `N passed, N failed`.

import { host } from "./hosts.mjs";
import { browser } from "./site.mjs";
import { check, finish } from "./tally.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node across-journey.mjs <output folder>");
  process.exit(2);
}

const PHONE = { width: 390, height: 844 };
const SIZES = [PHONE, { width: 1280, height: 900 }];
const MOST_CLICKS = 4;

const site = await host(folder);
const chromium = await browser();

/** The words of elements as they stand on the screen, without what only assistive technology hears; null for what is not shown. */
const seen = (tab, selector) => tab.locator(selector).evaluateAll((all) => all.map((own) => {
  if (!own.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true })) return null;
  const shown = own.cloneNode(true);
  shown.querySelectorAll(".sr").forEach((part) => part.remove());
  return shown.textContent.replace(/\s+/g, " ").trim();
}));

/** A reader on the home page. `click` follows a link by its words, and `path` remembers which. */
async function reader(viewport, javaScriptEnabled) {
  const context = await chromium.newContext({ viewport, javaScriptEnabled });
  const tab = await context.newPage();
  tab.setDefaultTimeout(5_000);
  await tab.goto(`${site.origin}/index.html`);
  const path = ["/"];
  const click = async (words, within = "main") => {
    const said = await seen(tab, `${within} a`);
    const at = said.findIndex((text) => text !== null && (words instanceof RegExp ? words.test(text) : text === words));
    if (at === -1) throw new Error(`${path.join(" → ")}: no link ${words} among ${said.filter(Boolean).slice(0, 40).join(" | ")}`);
    const before = tab.url();
    await tab.locator(`${within} a`).nth(at).click();
    await tab.waitForURL((url) => url.href !== before);
    path.push(`「${said[at]}」`, decodeURIComponent(tab.url().slice(site.origin.length).replace(/index\.html/, "")));
  };
  /** Opens what is folded on a phone; a click too. */
  const unfold = async (words) => {
    const summary = tab.locator("main summary", { hasText: words });
    if (!(await summary.isVisible())) return;
    await summary.click();
    path.push(`「${words}」`, "(open)");
  };
  return { tab, path, click, unfold };
}

/** The names of different bodies in the rows of a table; a row begins with its evaluation: 「みほん市長 評価書番号12」. */
const bodies = (rows) => new Set(rows.map((row) => row.trim().split(/\s/)[0])).size;
const rowsOf = (tab, section) => tab.locator(`${section} tbody tr:visible`).allInnerTexts();

const QUESTIONS = {
  "how long, side by side": async ({ tab, click, unfold }) => {
    await click("記載を比べる");
    await click("保管期間");
    // A task that several documents belong to; all of its answers stand below one heading.
    const tasks = await tab.locator("nav .directory li").allTextContents();
    const rows = [];
    for (const id of await tab.locator("main section > h2").evaluateAll((all) => all.map((own) => own.id))) {
      const own = `main section:has(> h2[id="${id}"])`;
      rows.push({ id, title: await tab.locator(`${own} > h2`).innerText(), all: await rowsOf(tab, own) });
    }
    rows.sort((one, other) => bodies(other.all) - bodies(one.all));
    await unfold("事務を選ぶ");
    await click(rows[0].title, "nav");
    check("how long: a heading for each task", tasks.length === rows.length, { tasks, rows: rows.length });
    return rows[0].all.length > 0 && rows[0].all.every((row) => /選択|記載なし|空欄|非公表|原本|未収録|[0-9]+年|未満|以上/.test(row));
  },
  "one task of several, all questions": async ({ tab, click }) => {
    await click("事務から見る");
    const notes = await tab.locator("main .directory li").evaluateAll((all) => all.map((own) => [own.querySelector("a").textContent, Number(/(\d+)件/.exec(own.textContent)?.[1] ?? 0)]));
    notes.sort(([, one], [, other]) => other - one);
    await click(notes[0][0]);
    return bodies(await tab.locator("main table a").allInnerTexts()) > 1;
  },
  "whose contractor": async ({ tab, click }) => {
    await click("委託先");
    const first = await tab.locator("main .directory a").first().innerText();
    await click(first);
    const name = await tab.locator("h1").innerText();
    const rows = await tab.locator("main a").allInnerTexts();
    const ours = rows.find((text) => /評価書番号/.test(text));
    await click(ours.replace(/\s+/g, " ").trim());
    const arrived = await tab.locator(":target").innerText();
    return { holds: name.includes(first) && arrived.length > 0 && tab.url().includes("#"), first, arrived: arrived.slice(0, 80) };
  },
  "who had a serious incident": async ({ tab, click }) => {
    await click("記載を比べる");
    await click(/^評価実施機関における個人情報に関する重大事故/);
    const rows = await rowsOf(tab, "main");
    return { holds: rows.length > 0 && rows.every((row) => /発生なし|発生あり|記載なし|空欄|未収録/.test(row)), rows: rows.slice(0, 3) };
  },
  "who relies on the law": async ({ tab, click }) => {
    await click("根拠法令");
    await click("番号法");
    await click(/^(別表|第9条)$/);
    const items = await tab.locator("main section > h2").allInnerTexts();
    const rows = await rowsOf(tab, "main");
    return { holds: items.length > 0 && rows.length > 0 && items.every((item) => item.startsWith("番号法")), items };
  },
  "which version on a day, what has changed": async ({ tab, click }) => {
    // A document of several versions, by way of its municipality.
    const towns = await seen(tab, ".towns a");
    await click(towns[0]);
    await click(await several(tab));
    await click("日付から版を探す・版を比べる");
    const rows = await rowsOf(tab, "main section");
    check("which version: every row has its period", rows.length > 0 && rows.every((row) => /年.*日から/.test(row.replaceAll("\n", ""))), rows);
    const older = await tab.locator("main td[data-label] .links a").count();
    if (older === 0) return { holds: true, note: "one version alone" };
    await click(/公表の版$/, "main td[data-label] .links");
    return { holds: (await tab.locator(".change, main table tr, main section").count()) > 0, at: await tab.locator("h1").innerText() };
  },
};

/** Of the documents in a list, the one with several versions; the page of each says so. Read without clicking. */
async function several(tab) {
  const links = await tab.locator("main a:visible").evaluateAll((all) => all.map((own) => [own.textContent.trim(), own.href]));
  const documents = links.filter(([, href]) => /\/\d+\/index\.html$/.test(href));
  for (const [text, href] of documents) {
    const other = await tab.context().newPage();
    await other.goto(href);
    const count = await other.locator('a:has-text("前の版との比較")').count();
    await other.close();
    if (count > 0) return text.replace(/\s+/g, " ");
  }
  return documents[0][0].replace(/\s+/g, " ");
}

for (const viewport of SIZES) {
  // What no script changes looks the same on both; the small one says enough.
  for (const scripts of viewport === PHONE ? [true, false] : [true]) {
    for (const [question, ask] of Object.entries(QUESTIONS)) {
      const name = `${question} at ${viewport.width}px${scripts ? "" : " without scripts"}`;
      const own = await reader(viewport, scripts);
      try {
        const answer = await ask(own);
        check(`${name}: answered`, typeof answer === "object" ? answer.holds : answer, answer);
      } catch (error) {
        check(name, false, String(error.message ?? error).split("\n")[0]);
      }
      const clicks = (own.path.length - 1) / 2;
      check(`${name}: at most ${MOST_CLICKS} clicks`, clicks <= MOST_CLICKS, own.path);
      if (scripts) console.log(`${name}: ${clicks} clicks: ${own.path.join(" → ")}`);
      await own.tab.context().close();
    }
  }
}
await chromium.close();
site.close();
finish();
