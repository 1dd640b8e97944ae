// What axe finds on a page that is laid out as a whole: what is skipped while it is out of view is not where it looks.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { layOutAll } from "./site.mjs";

/** The criteria of WCAG 2.2 AA. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** As many places of one problem as anybody reads. */
const MOST_PLACES = 3;

const checks = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Runs in the page: its problems, without lines that are small only as far as a list that scrolls by itself has moved. */
async function problems(options) {
  /** The least size of a target, in CSS pixels (WCAG 2.2, 2.5.8): what is smaller by itself is never passed over. */
  const LEAST = 24;
  const scrolls = (own) => own.scrollHeight > own.clientHeight && /auto|scroll/.test(getComputedStyle(own).overflowY);
  // Below an edge of the list, or below its own heading that stays.
  const cut = (target) => {
    let list = target.parentElement;
    while (list && !scrolls(list)) list = list.parentElement;
    if (!list) return false;
    const { left, width, top, bottom, height } = target.getBoundingClientRect();
    if (Math.min(width, height) < LEAST) return false;
    const shown = (y) => target.contains(document.elementFromPoint(left + width / 2, y));
    return !shown(top + 1) || !shown(bottom - 1);
  };
  const { violations: found } = await globalThis.axe.run(document, { ...options, resultTypes: ["violations"], elementRef: true });
  return found
    .map(({ id, help, nodes }) => ({ id, help, nodes: nodes
      .filter(({ element }) => id !== "target-size" || !cut(element))
      .map(({ target, html }) => ({ target, html })) }))
    .filter(({ nodes }) => nodes.length > 0);
}

/** The problems of a page, each a sentence with the first places. `best`: what is good practice counts too. */
export async function violations(tab, { best = false } = {}) {
  await layOutAll(tab);
  if (!(await tab.evaluate(() => "axe" in globalThis))) await tab.evaluate(checks);
  const options = best ? {} : { runOnly: { type: "tag", values: TAGS } };
  const found = await tab.evaluate(problems, options);
  return found.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, MOST_PLACES).map((node) => `${node.target.join(" ")}: ${node.html.slice(0, 160)}`);
    return `${id}: ${help} (${nodes.length})\n    ${places.join("\n    ")}`;
  });
}
