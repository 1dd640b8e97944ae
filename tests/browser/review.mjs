// The clerk's journey: `node review.mjs <program> [<picture folder>]`, by keyboard alone.
//
// A PDF is imported and reviewed at two widths in `kohyo serve`: open marks answered, every place confirmed, the comparison
// recorded. Then `kohyo check` has nothing against it and `kohyo build` publishes it. Nothing is clicked. Without scripts the
// same is done with the forms. Prints `N passed, N failed`.

import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { violations } from "./axe.mjs";
import { browser } from "./site.mjs";
import { check, finish, report } from "./tally.mjs";

const [kohyo, pictures] = [process.argv[2] && resolve(process.argv[2]), process.argv[3]];
if (!kohyo) {
  console.error("usage: node review.mjs <program> [<picture folder>]");
  process.exit(2);
}
const run = promisify(execFile);
const fixtures = resolve(dirname(fileURLToPath(import.meta.url)), "../originals/fixtures");
const chromium = await browser();
const OFFICE = "保険年金課";

/** A portal of one invented city with an imported PDF, in which the marks of one item were lost. */
async function portal(fixture, lose) {
  const folder = await mkdtemp(join(tmpdir(), "kohyo-review-"));
  await mkdir(join(folder, "content/mihon"), { recursive: true });
  await mkdir(join(folder, "originals"));
  await cp(join(fixtures, fixture), join(folder, "originals", fixture));
  await writeFile(join(folder, "content/portal.toml"), 'title = "みほん県 評価書ポータル(見本)"\nbase_url = "https://portal.example.jp/"\npublisher = "official"\nsample = true\n');
  await writeFile(join(folder, "content/mihon/municipality.md"), '---\ncode: "992011"\nname: みほん市\nkana: みほんし\nprefecture: みほん県\nagencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n\n架空の市です。\n');
  await run(kohyo, ["import", `originals/${fixture}`, "--into", "content/mihon", "--agency", "みほん市長"], { cwd: folder });
  const own = join(folder, "content/mihon");
  const name = (await readdir(own)).find((file) => file.endsWith(".md") && file !== "municipality.md");
  const file = join(own, name);
  const text = await readFile(file, "utf8");
  const lines = text.split("\n");
  // As a conversion loses them: the boxes of the first list that has `lose` of them.
  const first = lines.findIndex((line, at) => Array.from({ length: lose }, (_, more) => lines[at + more]).every((own) => /^- \[[x ]\]/.test(own ?? "")));
  let wanted = [];
  for (let at = first; /^- \[/.test(lines[at]); at += 1) {
    wanted.push(lines[at]);
    lines[at] = lines[at].replace(/\[[x ]\]/, "[?]");
  }
  await writeFile(file, lines.join("\n"));
  return { folder, file, text, wanted, name: name.replace(/\.md$/, "") };
}

/** A running server. */
async function serve(folder) {
  const child = spawn(kohyo, ["serve", "--addr", "127.0.0.1:0"], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface(child.stdout)) {
    const origin = /^http:\/\/[0-9.:]+/.exec(line)?.[0];
    if (origin) return { origin, end: () => child.kill() };
  }
  throw new Error("no server");
}

async function picture(tab, name) {
  if (pictures) await tab.screenshot({ path: join(pictures, `${name}.png`) });
}

async function accessible(tab, name) {
  report(`${name}: axe`, await violations(tab, { best: true }));
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(`${name}: not wider than the window`, wide <= 0, `${wide} px`);
}

/** The option of a line of Markdown. */
const words = (line) => line.replace(/^- \[.\] /, "").replace(/\\(.)/g, "$1");
/** A text whose open marks are all answered with no. */
const answered = (text) => text.replaceAll("[?]", "[ ]");

/** What is read out. */
const said = (tab) => tab.locator("#say").textContent();
const focused = (tab) => tab.evaluate(() => {
  const own = document.activeElement;
  return `${own.tagName.toLowerCase()} ${(own.id || own.dataset.key) ?? ""}`;
});

/** Presses a key and waits for the page that comes. */
async function press(tab, key) {
  const before = await tab.evaluate(() => {
    document.getElementById("main").dataset.before = "1";
    return location.href;
  });
  await tab.keyboard.press(key);
  await tab.waitForFunction(() => !document.getElementById("main")?.dataset.before, null, { timeout: 15_000 });
  return before;
}

async function tabTo(tab, selector, most = 60) {
  for (let stops = 1; stops <= most; stops += 1) {
    await tab.keyboard.press("Tab");
    const at = await tab.evaluate((wanted) => {
      const own = document.activeElement;
      if (!own?.matches(wanted)) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(own);
      return outlineStyle !== "none" && outlineWidth !== "0px";
    }, selector);
    if (at !== null) {
      check(`${selector}: the focus is seen`, at);
      return;
    }
  }
  throw new Error(`${selector} is not reached with Tab`);
}

async function journey(viewport) {
  const name = `review-${viewport.width}`;
  const { folder, file, text, wanted, name: document } = await portal("kiso-mincho.pdf", 3);
  const server = await serve(folder);
  const context = await chromium.newContext({ viewport });
  const tab = await context.newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(error.message));
  tab.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  try {
    await tab.goto(`${server.origin}/review/`);
    await accessible(tab, `${name}: list`);
    await picture(tab, `${name}-list`);
    await tabTo(tab, "table a");
    await Promise.all([tab.waitForURL(`**/review/mihon/${document}/`), tab.keyboard.press("Enter")]);
    await accessible(tab, `${name}: evaluation`);
    await picture(tab, `${name}-evaluation`);
    check(`${name}: not recorded before everything is confirmed`, (await tab.locator("input[name=by]").count()) === 0);

    // The first place, from there through the items and back.
    await press(tab, "n");
    check(`${name}: the focus goes to the item`, (await focused(tab)) === "h1 item-title", await focused(tab));
    const title = () => tab.locator("h1").textContent();
    const first = await title();
    await press(tab, "j");
    check(`${name}: j goes on`, (await title()) !== first);
    check(`${name}: it is read out`, (await said(tab)).includes(await title()), await said(tab));
    await press(tab, "k");
    check(`${name}: k goes back`, (await title()) === first);
    await press(tab, "ArrowDown");
    await press(tab, "ArrowUp");
    check(`${name}: so do the arrows`, (await title()) === first);

    // Confirming, until the marks that were lost are there.
    let turns = 0;
    const goOn = async () => {
      turns += 1;
      if ((await tab.locator(".box.lost").count()) > 0) await press(tab, "0");
      const confirms = (await tab.locator('button[data-key="Enter"]').count()) > 0;
      await press(tab, "Enter");
      const told = await said(tab);
      if (confirms) check(`${name}: what was confirmed is read out`, /^(確認済みにしました|すべて確認しました)/.test(told), told);
    };
    const found = async () => (await tab.locator(".box.lost").allTextContents()).join("").includes(words(wanted[0]));
    while (!(await found()) && turns < 200) await goOn();
    const boxes = await tab.locator(".box.lost").count();
    check(`${name}: the lost marks are there`, boxes === wanted.length, boxes);
    await tab.waitForFunction(() => [...document.querySelectorAll(".paper img")].every((own) => own.complete && own.naturalWidth > 0));
    const seen = await tab.evaluate(() => {
      const [rect, sheet] = [document.querySelector(".paper rect"), document.querySelector(".sheet")].map((own) => own?.getBoundingClientRect());
      return rect && sheet ? { shown: rect.bottom > sheet.top && rect.top < sheet.bottom, width: rect.width } : null;
    });
    check(`${name}: the place is outlined and in sight`, seen?.shown && seen.width > 20, seen);
    await accessible(tab, `${name}: item`);
    await picture(tab, `${name}-item`);
    await tab.keyboard.press("Enter");
    check(`${name}: what is open is not confirmed`, (await tab.locator(".box.lost").count()) === boxes);
    for (const line of wanted) {
      if (line.startsWith("- [x]")) {
        const key = await tab.locator(".box", { hasText: words(line) }).first().getAttribute("data-key");
        await press(tab, key);
        check(`${name}: Enter will not take it back`, (await focused(tab)) === "h1 item-title", await focused(tab));
        check(`${name}: that is read out`, (await said(tab)).startsWith("印をファイルに書きました"), await said(tab));
      }
    }
    if ((await tab.locator(".box.lost").count()) > 0) await press(tab, "0");
    check(`${name}: only the marks were written`, answered(await readFile(file, "utf8")) === answered(text));
    await picture(tab, `${name}-answered`);

    while ((await tab.locator("#verify input[name=by]").count()) === 0 && turns < 400) await goOn();
    check(`${name}: everything is confirmed`, (await focused(tab)).startsWith("input"), await focused(tab));
    await tab.keyboard.type(OFFICE);
    await picture(tab, `${name}-verify`);
    await press(tab, "Enter");
    check(`${name}: that is read out too`, (await said(tab)).startsWith("照合した日と課名を"), await said(tab));
    await accessible(tab, `${name}: verified`);
    await picture(tab, `${name}-verified`);
    const now = await readFile(file, "utf8");
    check(`${name}: recorded`, new RegExp(`^verified: \\{date: \\d{4}-\\d\\d-\\d\\d, by: ${OFFICE}\\}$`, "m").test(now));
    report(`${name}: no error`, errors);

    const findings = JSON.parse((await run(kohyo, ["check", "--format", "json"], { cwd: folder }).catch((error) => error)).stdout).findings;
    report(`${name}: check has nothing against it`, findings.filter((own) => own.file.includes(document) && own.level === "error"));
    await run(kohyo, ["build"], { cwd: folder });
    const site = await readdir(join(folder, "output"), { recursive: true });
    check(`${name}: it is published`, site.some((path) => path.endsWith("kiso/index.html")), site.length);
    check(`${name}: the review is not`, !site.some((path) => /review|\.import/.test(path)));
  } catch (error) {
    check(name, false, String(error.message ?? error).split("\n")[0]);
    await picture(tab, `${name}-failed`);
  }
  await context.close();
  server.end();
  await rm(folder, { recursive: true, force: true });
}

/** The same with the forms alone. */
async function plain() {
  const name = "review without scripts";
  const { folder, file, text, wanted } = await portal("kiso-hozon.xlsx", 3);
  const server = await serve(folder);
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
  const tab = await context.newPage();
  tab.setDefaultTimeout(15_000);
  try {
    await tab.goto(`${server.origin}/review/`);
    await tab.locator("table a").first().press("Enter");
    await tab.locator("a.strong").press("Enter");
    let turns = 0;
    const found = async () => (await tab.locator(".box.lost").allTextContents()).join("").includes(words(wanted[0]));
    while (!(await found()) && turns < 200) {
      turns += 1;
      const confirm = tab.locator("button[value=confirm]");
      await ((await confirm.count()) > 0 ? confirm : tab.locator('[data-key="n"]')).press("Enter");
      await tab.waitForLoadState();
    }
    check(`${name}: the workbook is shown as rows`, (await tab.locator("tr.here").count()) > 0);
    if (pictures) await tab.screenshot({ path: join(pictures, "review-workbook.png") });
    for (const line of wanted.filter((own) => own.startsWith("- [x]"))) {
      await tab.locator(".box.lost", { hasText: words(line) }).first().press("Enter");
      await tab.waitForLoadState();
    }
    const rest = tab.locator("button[value=rest]");
    if ((await rest.count()) > 0) await rest.press("Enter");
    await tab.waitForLoadState();
    check(`${name}: only the marks were written`, answered(await readFile(file, "utf8")) === answered(text));
    check(`${name}: it says so`, (await tab.locator("#say").textContent()).startsWith("印をファイルに"));
  } catch (error) {
    check(name, false, String(error.message ?? error).split("\n")[0]);
  }
  await context.close();
  server.end();
  await rm(folder, { recursive: true, force: true });
}

if (pictures) await mkdir(pictures, { recursive: true });
await journey({ width: 1280, height: 900 });
await journey({ width: 390, height: 780 });
await plain();
await chromium.close();
finish();
