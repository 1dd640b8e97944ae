// What an address points at on its page.

/** The id behind the # of an address; an address may hold any text there, also what is no escape. */
export function anchor(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1);
  }
}
