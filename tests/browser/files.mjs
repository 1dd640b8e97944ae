// What programs read of a site, read by libraries that know the formats: `node files.mjs <output folder>`.
//
// The sitemap keeps to its schema, feeds and the description of the search are well-formed, every event of a calendar has
// what RFC 5545 asks for, and nothing of the linked data is lost when it is expanded. A sample has no sitemap and no linked
// data in its pages: use another portal too. Nothing is fetched. Prints `N passed, N failed`.

import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ICAL from "ical.js";
import jsonld from "jsonld";
import { validateXML } from "xmllint-wasm";
import { check, finish, report } from "./tally.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node files.mjs <output folder>");
  process.exit(2);
}

const names = (await readdir(folder, { recursive: true })).sort();
const text = (name) => readFile(join(folder, name), "utf8");
const schema = await readFile(join(dirname(fileURLToPath(import.meta.url)), "sitemap.xsd"), "utf8");

/** What is wrong with an XML file: with its schema where there is one, else with its form. */
async function wrong(name, own) {
  const xml = [{ fileName: name, contents: await text(name) }];
  const { errors } = await validateXML(own ? { xml, schema: [own] } : { xml, normalization: "format" });
  return errors.map((error) => error.message ?? String(error));
}

for (const name of names.filter((own) => own.endsWith(".xml"))) {
  report(`xml ${name}`, await wrong(name, name === "sitemap.xml" ? schema : null));
}

const uids = new Map();
for (const name of names.filter((own) => own.endsWith(".ics"))) {
  const calendar = new ICAL.Component(ICAL.parse(await text(name)));
  check(`calendar ${name}`, calendar.getFirstPropertyValue("version") === "2.0" && calendar.getFirstPropertyValue("prodid"));
  for (const own of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(own);
    const problems = [];
    if (!event.uid || !event.summary) problems.push("no UID or no SUMMARY");
    if (!(own.getFirstPropertyValue("dtstamp") instanceof ICAL.Time)) problems.push("no DTSTAMP");
    if (!(event.startDate?.compare(event.endDate) < 0)) problems.push(`ends before it begins: ${event.startDate} ${event.endDate}`);
    // The same event has one UID in every calendar, and no other has it.
    const known = uids.get(event.uid);
    if (known && known !== event.summary) problems.push(`the UID of ${known}`);
    uids.set(event.uid, event.summary);
    report(`event ${name} ${event.uid}`, problems);
  }
}

/** Contexts of others are not fetched: every term of schema.org is one of its vocabulary. */
const documentLoader = async (url) => {
  if (!/^https?:\/\/schema\.org\/?$/.test(url)) throw new Error(`would fetch ${url}`);
  return { documentUrl: url, document: { "@context": { "@vocab": "https://schema.org/" } } };
};

/** What is wrong with linked data: `safe` refuses what expansion would drop. */
async function linked(source) {
  try {
    const nodes = await jsonld.expand(JSON.parse(source), { documentLoader, safe: true });
    const untyped = nodes.filter((node) => !node["@type"]);
    return [...(nodes.length === 0 ? ["says nothing"] : []), ...untyped.map((node) => `no type: ${JSON.stringify(node).slice(0, 80)}`)];
  } catch (error) {
    return [`${error.message} ${JSON.stringify(error.details ?? {}).slice(0, 300)}`];
  }
}

for (const name of names.filter((own) => own.endsWith(".jsonld"))) report(`linked data ${name}`, await linked(await text(name)));
for (const name of names.filter((own) => own.endsWith(".html"))) {
  for (const [, source] of (await text(name)).matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)) {
    report(`linked data ${name}`, await linked(source));
  }
}

finish();
