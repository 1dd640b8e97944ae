// Completion in the search box: words of the site below the box while one types, as a combobox with a list.
//
// ↓ and ↑ go through the words, Enter puts one in the place of what was typed last, Esc closes the list; so do leaving the
// box and asking. While an input method converts, its keys are its own: the list only shows.

const WAIT = 150;

/** What was typed last: behind white space and signs; of half a syllable in romaji behind kana nothing. */
function piece(text) {
  const last = /[^\s|｜"＂“”「」『』:：、,，]*$/u.exec(text)[0].replace(/^[-－−‐]/u, "");
  return last.replace(/(?<=[ぁ-ゖァ-ヺー])[a-zａ-ｚ]+$/iu, "");
}

/**
 * Offers words in a box.
 * @param input the box
 * @param find promises the words that begin as was typed
 * @param label the name of the list
 * @param chosen is called when a word has been put into the box
 */
export function completing(input, { find, label, chosen }) {
  const list = document.createElement("ul");
  Object.assign(list, { id: `${input.id}-words`, className: "search-complete", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  input.parentElement.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    input.setAttribute(name, value);
  }
  let turn = 0;
  let timer = 0;
  let at = -1;

  function close() {
    turn += 1;
    clearTimeout(timer);
    list.hidden = true;
    list.replaceChildren();
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  /** Leads to a word; before the first one and behind the last one to the box itself. */
  function lead(to) {
    at = to < -1 ? list.children.length - 1 : to >= list.children.length ? -1 : to;
    for (const [n, word] of [...list.children].entries()) word.setAttribute("aria-selected", String(n === at));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function choose(word) {
    const text = input.value;
    const typed = piece(text);
    const start = text.lastIndexOf(typed);
    input.value = text.slice(0, start) + word.textContent;
    close();
    input.focus();
    chosen();
  }

  async function show() {
    turn += 1;
    const own = turn;
    const typed = input.selectionEnd === input.value.length ? piece(input.value) : "";
    const words = typed === "" ? [] : await find(typed);
    if (own !== turn) return;
    if (words.length === 0 || document.activeElement !== input) {
      close();
      return;
    }
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...words.map((text, n) => {
      const word = document.createElement("li");
      Object.assign(word, { id: `${list.id}-${n}`, textContent: text });
      word.setAttribute("role", "option");
      word.setAttribute("aria-selected", "false");
      return word;
    }));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (Object.hasOwn(steps, event.key)) lead(at + steps[event.key]);
    else if (event.key === "Enter" && at >= 0) choose(list.children[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  // A press would take the focus out of the box, and with it the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const word = event.target.closest("[role=option]");
    if (word) choose(word);
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
}
