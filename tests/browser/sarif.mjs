// Validates a SARIF file against the official schema of SARIF 2.1.0: node sarif.mjs FILE
//
// The schema is not part of this repository. It is taken from the package `serde-sarif` (MIT) on crates.io, which
// carries the OASIS schema as `src/schema.json`; the package is pinned by its hash and kept in node_modules/.cache.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";

const VERSION = "0.8.0";
const SHA256 = "a053c46f18a8043570d4e32fefc4c6377f82bf29ec310a33e93f273048e3b0be";
const cache = join(dirname(fileURLToPath(import.meta.url)), "node_modules", ".cache");
const archive = join(cache, `serde-sarif-${VERSION}.crate`);

if (!existsSync(archive)) {
    const url = `https://static.crates.io/crates/serde-sarif/serde-sarif-${VERSION}.crate`;
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    mkdirSync(cache, { recursive: true });
    writeFileSync(archive, Buffer.from(await answer.arrayBuffer()));
}
const hash = createHash("sha256").update(readFileSync(archive)).digest("hex");
if (hash !== SHA256) throw new Error(`${archive} is not the package it should be: ${hash}`);
const schema = JSON.parse(
    execFileSync("tar", ["-xzOf", archive, `serde-sarif-${VERSION}/src/schema.json`], { maxBuffer: 1 << 24 }),
);

const log = JSON.parse(readFileSync(process.argv[2], "utf8"));
// One pattern of the schema (of a language) is no regular expression with the flag u.
const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false });
const validate = ajv.compile(schema);
if (!validate(log)) {
    console.error(JSON.stringify(validate.errors, null, 2));
    process.exit(1);
}
const results = log.runs.flatMap((run) => run.results);
// A schema that accepts anything would be no test.
const broken = structuredClone(log);
delete broken.version;
if (validate(broken)) throw new Error("the schema accepts a log without a version");
if (results.length === 0) throw new Error("there is no result to validate");
console.log(`SARIF: ${results.length} results are valid against the schema of 2.1.0`);
