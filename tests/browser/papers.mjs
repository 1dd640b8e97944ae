// Tests of the publisher's sheets: `node papers.mjs FILE.html|FILE.json …`.
//
// Every HTML file, opened as a double click opens it: valid HTML, no violation of WCAG 2.2 AA that axe can find, nothing
// wider than the window at 1280 and 360 px and on A4, no request to anybody. JSON files are held against the schema of
// `kohyo status`. Prints `N passed, N failed`.

import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import Ajv from "ajv";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { violations } from "./axe.mjs";
import { browser } from "./site.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node papers.mjs FILE.html|FILE.json …");
  process.exit(2);
}

let passed = 0;
const failures = [];
function report(name, problems) {
  if (problems.length === 0) passed += 1;
  else failures.push({ name, problems });
}

const schema = JSON.parse(await readFile(join(here, "../../src/status/schema.json"), "utf8"));
const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(schema);
const config = JSON.parse(await readFile(join(here, "htmlvalidate.json"), "utf8"));
// A sheet is one file: its style stands in it.
config.rules = { ...config.rules, "no-inline-style": "off" };
const validator = new HtmlValidate(new FileSystemConfigLoader(config));
const chromium = await browser();

for (const file of files) {
  const text = await readFile(file, "utf8");
  if (file.endsWith(".json")) {
    const status = JSON.parse(text);
    validate(status);
    report(`schema ${file}`, (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`));
    // A schema that accepts anything would be no test.
    report(`strict ${file}`, validate({ ...status, more: 1 }) ? ["the schema accepts unknown fields"] : []);
    continue;
  }
  const result = await validator.validateString(text, resolve(file));
  const messages = result.results.flatMap((one) => one.messages);
  report(`html ${file}`, messages.map((m) => `${m.line}:${m.column} ${m.message} (${m.ruleId})`));
  for (const [name, width, media] of [["wide", 1280, "screen"], ["narrow", 360, "screen"], ["paper", 688, "print"]]) {
    const context = await chromium.newContext({ viewport: { width, height: 900 }, bypassCSP: true });
    const tab = await context.newPage();
    const asked = [];
    const address = pathToFileURL(resolve(file)).href;
    tab.on("request", (request) => request.url() !== address && asked.push(`asks ${request.url()}`));
    tab.on("console", (message) => message.type() === "error" && asked.push(message.text()));
    await tab.emulateMedia({ media });
    await tab.goto(address, { waitUntil: "load" });
    report(`quiet ${name} ${file}`, asked);
    const wide = await tab.evaluate(() => {
      const root = document.documentElement;
      return root.scrollWidth > root.clientWidth ? [`${root.scrollWidth} px in ${root.clientWidth} px`] : [];
    });
    report(`width ${name} ${file}`, wide);
    report(`axe ${name} ${file}`, await violations(tab));
    await context.close();
  }
}
await chromium.close();

for (const { name, problems } of failures) {
  console.log(`FAILED ${name}`);
  for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
}
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
