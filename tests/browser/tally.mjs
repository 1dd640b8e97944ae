// What a test script has found so far; a script has one tally, and ends with it.

/** As many problems of one test as anybody reads. */
const MOST_SHOWN = 20;

let passed = 0;
let failed = 0;

/** A test and its problems: none is a pass; else the first of them are printed at once. */
export function report(name, problems) {
  if (problems.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAIL ${name}`);
  for (const problem of problems.slice(0, MOST_SHOWN)) {
    console.log(`  ${typeof problem === "string" ? problem : JSON.stringify(problem)}`);
  }
  if (problems.length > MOST_SHOWN) console.log(`  … and ${problems.length - MOST_SHOWN} more`);
}

/** A test of one fact; `seen` is printed where it does not hold. */
export function check(name, holds, seen = "does not hold") {
  report(name, holds ? [] : [seen]);
}

/** Prints `N passed, N failed` and ends the script accordingly. */
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
