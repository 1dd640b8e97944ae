// What the tests of search share: a reader, questions, what stands on the page.

import { asking } from "./hosts.mjs";
import { report } from "./tally.mjs";

/** The helpers, with a browser of theirs. */
export function searching(chromium) {
  /** Runs a test and counts what comes of it. */
  async function test(name, run) {
    const problems = [];
    const is = (what, real, wanted = true) => {
      if (JSON.stringify(real) !== JSON.stringify(wanted)) problems.push(`${what}: ${JSON.stringify(real)}, not ${JSON.stringify(wanted)}`);
    };
    try {
      await run(is);
    } catch (error) {
      problems.push(String(error.stack ?? error).split("\n").slice(0, 6).join("\n    "));
    }
    report(name, problems);
  }

  /** A page of a fresh reader. `noise` gathers errors and requests to anybody else; `prepare` runs before the page does. */
  async function visit(site, path = "search/index.html", { reader, script = true, noise = [], prepare, ...options } = {}) {
    const context = reader ?? await chromium.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: script, ...options });
    const tab = await context.newPage();
    tab.setDefaultTimeout(15_000);
    tab.on("pageerror", (error) => noise.push(String(error)));
    context.on("request", (request) => {
      if (!request.url().startsWith(site.origin)) noise.push(`asks ${request.url()}`);
    });
    if (prepare) await tab.addInitScript(prepare);
    await tab.goto(`${site.url}${path}`, { waitUntil: "load" });
    return { tab, context, noise };
  }

  return {
    test,
    visit,
    /** Requests of the page; for its icon browsers ask when they like. */
    asked: (site) => site.forget().filter(({ path }) => !path.includes("/icon")),
    state: (tab) => tab.evaluate(() => document.querySelector("#search").dataset.state),
    inState: (tab, wanted) => tab.waitForFunction((wanted) => document.querySelector("#search").dataset.state === wanted
      && !document.querySelector("#search").hasAttribute("aria-busy"), wanted),
    address: (question) => `search/index.html?${new URLSearchParams({ q: question })}`,
    total: (tab) => tab.evaluate(() => Number(/\d+/.exec(document.querySelector(".search-count").textContent)[0])),
    links: (tab) => tab.$$eval(".search-hit", (all) => all.map((link) => link.getAttribute("href").replace(/\?.*#/, "#"))),
    /** Submits a question in place of the one before. Milliseconds until its answer stands there, as the page counts them. */
    ask: (tab, question) => tab.evaluate(asking, question),
  };
}
