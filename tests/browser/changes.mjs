// The change log and the comparison in a browser: `node changes.mjs <output folder>`.
//
// The switches hide rows with and without scripts, the number of rows is told once, days unfold, a link to a row
// unfolds its day, both versions in full stand beside the difference on demand. Prints `N passed, N failed`.

import { host } from "./hosts.mjs";
import { browser, byType, pages } from "./site.mjs";
import { check, finish } from "./tally.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node changes.mjs <output folder>");
  process.exit(2);
}

const site = await host(folder);
const chromium = await browser();
const types = await byType(folder, await pages(folder), 50);

const rows = (tab) => tab.evaluate(() => {
  const all = [...document.querySelectorAll(".change")];
  return [all.length, all.filter((row) => getComputedStyle(row).display !== "none").length];
});

for (const page of types.get("changes") ?? []) {
  for (const javaScriptEnabled of [true, false]) {
    const name = `${page}${javaScriptEnabled ? "" : " without scripts"}`;
    const context = await chromium.newContext({ viewport: { width: 800, height: 900 }, javaScriptEnabled });
    const tab = await context.newPage();
    await tab.goto(`${site.origin}/${page}`);
    const [all, some] = await rows(tab);
    check(`${name}: all rows are shown`, all === some && all > 0, [all, some]);

    // The rows begin on the first screen: the switches are folded.
    const folded = tab.locator("#filter summary");
    check(`${name}: the switches are folded`, !(await tab.locator("#filter fieldset").first().isVisible()));
    await folded.focus();
    await tab.keyboard.press("Enter");
    const timing = tab.locator("#filter fieldset").first().locator("input").first();
    const label = await tab.locator("#filter fieldset").first().locator("label").first().textContent();
    const named = Number(/\d+/.exec(label)?.[0]);
    await timing.focus();
    await tab.keyboard.press("Space");
    const left = (await rows(tab))[1];
    check(`${name}: a switch hides its rows`, left === all - named, [label, left]);
    if (javaScriptEnabled) {
      await tab.waitForTimeout(600);
      const told = await tab.locator("#shown").textContent();
      check(`${name}: their number is told`, told.includes(String(all)) && told.includes(String(left)), told);
      const role = await tab.locator("#shown").getAttribute("role");
      check(`${name}: it is announced`, role === "status", role);
    }
    await tab.keyboard.press("Space");
    check(`${name}: and shows them again`, (await rows(tab))[1] === all, await rows(tab));

    const last = await tab.evaluate(() => [...document.querySelectorAll(".change")].at(-1).id);
    await tab.goto(`${site.origin}/${page}#${last}`);
    const open = await tab.evaluate((id) => document.getElementById(id).closest("details").open, last);
    check(`${name}: a link to a row unfolds its day`, open, last);
    await context.close();
  }
}

for (const page of types.get("compare") ?? []) {
  const context = await chromium.newContext({ viewport: { width: 800, height: 900 }, javaScriptEnabled: false });
  const tab = await context.newPage();
  await tab.goto(`${site.origin}/${page}`);
  if (await tab.locator("#full").count()) {
    const sides = () => tab.evaluate(() => [...document.querySelectorAll(".readable .sides")].filter((side) => side.checkVisibility()).length);
    const readable = await tab.locator(".readable").count();
    check(`${page}: what differs stands alone`, (await sides()) === 0, await sides());
    await tab.locator("#full").check();
    check(`${page}: both versions in full on demand`, (await sides()) === readable, [await sides(), readable]);
  }
  await context.close();
}
await chromium.close();
site.close();
finish();
