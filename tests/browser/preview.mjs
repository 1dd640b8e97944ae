// What is not published yet, as the publisher sees it: `node preview.mjs <program> [<picture folder>]`.
//
// From a copy of the sample one version is taken back into preparation. The list and the pages of the preview in `kohyo serve`
// at two widths: the banner is in view and stays, axe has nothing against them, no error in the console, links lead on.
// Prints `N passed, N failed`.

import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { violations } from "./axe.mjs";
import { browser } from "./site.mjs";
import { check, finish, report } from "./tally.mjs";

const [kohyo, pictures] = [process.argv[2] && resolve(process.argv[2]), process.argv[3]];
if (!kohyo) {
  console.error("usage: node preview.mjs <program> [<picture folder>]");
  process.exit(2);
}
const BANNER = "確認用の表示です。公表されていません";
const HELD = "/preview/mihon/12/zenkomoku/2026-03-24/";

const folder = await mkdtemp(join(tmpdir(), "kohyo-preview-"));
await cp(new URL("../../content", import.meta.url), join(folder, "content"), { recursive: true });
const file = join(folder, "content/mihon/12-zenkomoku-2026-03-24.md");
const text = await readFile(file, "utf8");
await writeFile(file, text.replace("status: published", "status: preparing"));
if (pictures) await mkdir(pictures, { recursive: true });

const child = spawn(kohyo, ["serve", "--addr", "127.0.0.1:0"], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
let origin;
for await (const line of createInterface(child.stdout)) {
  origin = /^http:\/\/[0-9.:]+/.exec(line)?.[0];
  if (origin) break;
}
const chromium = await browser();
try {
  for (const viewport of [{ width: 390, height: 800 }, { width: 1280, height: 900 }]) {
    const context = await chromium.newContext({ viewport });
    const tab = await context.newPage();
    const errors = [];
    tab.on("pageerror", (error) => errors.push(error.message));
    tab.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    const accessible = async (name) => {
      report(`${name}: axe`, await violations(tab, { best: true }));
      if (pictures) await tab.screenshot({ path: join(pictures, `${name}.png`) });
    };
    const banner = () => tab.evaluate(() => {
      const own = document.getElementById("kohyo-preview");
      const { top, bottom } = own?.getBoundingClientRect() ?? {};
      return own ? { text: own.textContent, seen: top >= 0 && bottom > 0 && bottom < innerHeight } : null;
    });
    await tab.goto(`${origin}/preview/`, { waitUntil: "load" });
    await accessible(`preview-${viewport.width}-list`);
    const links = await tab.locator("table a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    check("the list leads to the page", links.includes(HELD), links.join(" "));
    for (const [name, path] of [["document", HELD], ["overview", "/preview/mihon/12/"], ["compared", `${HELD}since-previous/`]]) {
      const answer = await tab.goto(`${origin}${path}`, { waitUntil: "load" });
      check(`${path}: 200`, answer.status() === 200, answer.status());
      check(`${path}: noindex`, answer.headers()["x-robots-tag"] === "noindex");
      await tab.evaluate(() => scrollTo(0, 3000));
      const own = await banner();
      check(`${path}: the banner is in view`, own?.seen && own.text.includes(BANNER), JSON.stringify(own));
      await accessible(`preview-${viewport.width}-${name}`);
    }
    // Away from what is held back one comes to what is published, without the banner.
    await tab.goto(`${origin}/preview/mihon/`, { waitUntil: "load" });
    check("what is published stands where it always does", new URL(tab.url()).pathname === "/mihon/" && (await banner()) === null, tab.url());
    report(`${viewport.width}: console`, errors);
    await context.close();
  }
} finally {
  child.kill();
  await chromium.close();
  await rm(folder, { recursive: true, force: true });
}
finish();
