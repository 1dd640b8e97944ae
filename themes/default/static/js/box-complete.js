// Words of the site in the search box of the header and of the home page, as on the search page. A module of its own: it
// comes with the first key, and what it asks is fetched then.

import { isPersonalNumber, mayBecomePersonalNumber } from "./number.js";
import { completing } from "./search-complete.js";
import { Source, isSlow } from "./search-source.js";
import { words } from "./words.js";

/** Offers words in a box; over a slow line none: it would fetch all that searches, for a page that does not search. */
export function offering(input) {
  if (isSlow()) return;
  const { form } = input;
  const source = new Source({
    engine: new URL(form.dataset.engine, document.baseURI).href,
    search: new URL("./", form.action).href,
    api: null,
  });
  completing(input, {
    find: (typed) => (isPersonalNumber(input.value) || mayBecomePersonalNumber(input.value) ? [] : source.complete(typed)),
    label: words["search.completions"],
    // A word is rarely the whole question: Enter asks.
    chosen: () => {},
  });
  // What was typed while it came is completed too.
  source.warm().then(() => input.dispatchEvent(new Event("input")));
}
