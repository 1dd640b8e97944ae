// What axe finds on a page that is laid out as a whole: what is skipped while it is out of view is not where it looks.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { layOutAll } from "./site.mjs";

/** The criteria of WCAG 2.2 AA. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** As many places of one problem as anybody reads. */
const MOST_PLACES = 3;

const checks = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The problems of a page, each a sentence with the first places. `best`: what is good practice counts too. */
export async function violations(tab, { best = false } = {}) {
  await layOutAll(tab);
  // A list that scrolls by itself stands at its beginning: a line that is half below an edge is no small target.
  await tab.evaluate(() => {
    for (const own of document.querySelectorAll("nav, aside, details, table, div")) if (own.scrollTop > 0) own.scrollTop = 0;
  });
  if (!(await tab.evaluate(() => "axe" in globalThis))) await tab.evaluate(checks);
  const options = best ? {} : { runOnly: { type: "tag", values: TAGS } };
  const found = await tab.evaluate((options) => globalThis.axe.run(document, { ...options, resultTypes: ["violations"] }), options);
  return found.violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, MOST_PLACES).map((node) => `${node.target.join(" ")}: ${node.html.slice(0, 160)}`);
    return `${id}: ${help} (${nodes.length})\n    ${places.join("\n    ")}`;
  });
}
