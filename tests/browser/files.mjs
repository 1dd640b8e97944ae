// What programs read of a site, read by libraries that know the formats: `node files.mjs <output folder>`.
//
// The sitemap keeps to the published schema (version 0.9 of sitemaps.org, as npm's `sitemap` carries it), feeds and the
// description of the search are well-formed, every event of a calendar has what RFC 5545 asks for, nothing of the linked
// data is lost when it is expanded, and Netlify's own readers take every line of `_redirects` and `_headers`. A sample has
// no sitemap and no linked data in its pages, and no old addresses: use another portal too (`tests/city.sh`). Nothing is
// fetched. Prints `N passed, N failed`.

import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { parseAllHeaders } from "@netlify/headers-parser";
import { parseAllRedirects } from "@netlify/redirect-parser";
import ICAL from "ical.js";
import jsonld from "jsonld";
import { validateXML } from "xmllint-wasm";
import { root } from "./site.mjs";
import { check, finish, report } from "./tally.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node files.mjs <output folder>");
  process.exit(2);
}

const names = (await readdir(folder, { recursive: true })).sort();
const text = (name) => readFile(join(folder, name), "utf8");
const ofSitemaps = dirname(createRequire(import.meta.url).resolve("sitemap/package.json"));
const schema = await readFile(join(ofSitemaps, "schema/sitemap.xsd"), "utf8");

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

/** What Netlify does not take of a file of old addresses; the addresses that it takes. */
async function redirected(file) {
  const { redirects, errors } = await parseAllRedirects({ redirectsFiles: [file], configRedirects: [], minimal: true });
  return { redirects, problems: errors.map((error) => error.message) };
}

/** What Netlify does not take of a file of headers; what it takes. */
async function headed(file) {
  const { headers, errors } = await parseAllHeaders({ headersFiles: [file], configHeaders: [], minimal: true });
  return { headers, problems: errors.map((error) => error.message) };
}

const isFile = (path) => stat(path).then((own) => own.isFile(), () => false);
const filled = (source) => source.split("\n").filter((line) => line.trim() !== "");

const { headers, problems: ofHeaders } = await headed(join(folder, "_headers"));
report("_headers", ofHeaders);
const read = headers.reduce((sum, own) => sum + 1 + Object.keys(own.values).length, 0);
check("every line of _headers is read", filled(await text("_headers")).length === read, headers);
const top = await root(folder);
report("the root", headers.map((own) => own.for).filter((path) => !path.startsWith(top)));

if (names.includes("_redirects")) {
  const { redirects, problems } = await redirected(join(folder, "_redirects"));
  report("_redirects", problems);
  const lines = filled(await text("_redirects"));
  check("every line of _redirects is read", lines.length === redirects.length, { lines: lines.length, read: redirects.length });
  for (const { from, to, status, query, conditions } of redirects) {
    const wrong = [];
    const [path, fragment] = to.split("#");
    const page = join(folder, decodeURIComponent(path.slice(top.length)), "index.html");
    if (status !== 301) wrong.push(`status ${status}`);
    if (Object.keys(query).length + Object.keys(conditions).length > 0) wrong.push("more than from, to and status");
    if (!from.startsWith(top) || !path.startsWith(top)) wrong.push(`not below ${top}`);
    if (!(await isFile(page))) wrong.push(`leads to no page: ${to}`);
    else if (fragment && !(await readFile(page, "utf8")).includes(` id="${decodeURIComponent(fragment)}"`)) wrong.push(`leads to no item: ${to}`);
    report(`redirect ${from}`, wrong);
  }
}

// The readers do refuse what is broken, else they would prove nothing.
const broken = await mkdtemp(join(tmpdir(), "kohyo-files-"));
for (const line of ["/old.pdf", "/old.pdf mihon/ 301", "/old.pdf /mihon/ 3o1", "/.netlify/old.pdf /mihon/ 301"]) {
  await writeFile(join(broken, "_redirects"), `${line}\n`);
  const { redirects, problems } = await redirected(join(broken, "_redirects"));
  check(`a broken line is seen: ${line}`, problems.length > 0 || redirects.some((own) => own.status !== 301), redirects);
}
for (const line of ["X-Frame: before its path", "/*\n  X-Frame:"]) {
  await writeFile(join(broken, "_headers"), `${line}\n`);
  check(`a broken header is seen: ${line}`, (await headed(join(broken, "_headers"))).problems.length > 0);
}
for (const url of ["<url><lastmod>2026-01-01</lastmod></url>", "<url><loc>https://www.example.jp/</loc><lastmod>今日</lastmod></url>", ""]) {
  const contents = `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${url}</urlset>`;
  const { errors } = await validateXML({ xml: [{ fileName: "sitemap.xml", contents }], schema: [schema] });
  check(`a broken sitemap is seen: ${url || "nothing in it"}`, errors.length > 0);
}
await rm(broken, { recursive: true });

finish();
