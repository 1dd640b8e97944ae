// Pictures of a built site, one per page type and width: `node screenshots.mjs <output folder> <picture folder>`.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { browser, byType, pages, serve } from "./site.mjs";

const [folder, pictures] = process.argv.slice(2);
if (!folder || !pictures) {
  console.error("usage: node screenshots.mjs <output folder> <picture folder>");
  process.exit(2);
}

const WIDTHS = [360, 1280];
/** Taller pictures are cut; a whole document would be a hundred screens high. */
const HEIGHT = 6000;

await mkdir(pictures, { recursive: true });
const site = await serve(folder);
const chromium = await browser();
for (const [type, [page]] of await byType(folder, await pages(folder), 1)) {
  for (const width of WIDTHS) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme });
      const tab = await context.newPage();
      await tab.goto(`${site.origin}/${page}`);
      const height = await tab.evaluate(() => document.documentElement.scrollHeight);
      await tab.setViewportSize({ width, height: 900 });
      const clip = { x: 0, y: 0, width, height: Math.min(height, HEIGHT) };
      await tab.screenshot({ path: join(pictures, `${type}-${width}-${colorScheme}.png`), clip, fullPage: true });
      await context.close();
    }
  }
}
await chromium.close();
site.close();
