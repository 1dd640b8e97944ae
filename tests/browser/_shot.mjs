import { browser, serve } from "/work/main/tests/browser/site.mjs";
const [folder, out, width, ...paths] = process.argv.slice(2);
const site = await serve(folder); const c = await browser();
for (const p of paths) { const ctx = await c.newContext({ viewport: { width: +width, height: 900 } }); const t = await ctx.newPage();
 await t.goto(`${site.origin}/${p}`); const h = await t.evaluate(() => document.documentElement.scrollHeight);
 await t.screenshot({ path: `${out}/${p.replace(/\W+/g, "_")}-${width}.png`, clip: { x: 0, y: 0, width: +width, height: Math.min(h, 2600) }, fullPage: true }); await ctx.close(); }
await c.close(); site.close();
