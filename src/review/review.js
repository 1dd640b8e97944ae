// The review of imported evaluations: keys, and pages that take one another's place without losing the reader's. Every
// link and form works without this script; it presses them.

const say = document.getElementById("say");
const KEYS_OFF = "kohyo-review-keys-off";
const ALSO = { ArrowDown: "j", ArrowUp: "k" };
let large = false;
let turn = 0;

const main = () => document.getElementById("main");
const keysOn = () => {
  try {
    return localStorage.getItem(KEYS_OFF) === null;
  } catch {
    return true;
  }
};

/** Shows the place on the page of the original. */
function place() {
  const sheet = document.querySelector(".sheet");
  const here = sheet?.querySelector("rect, tr.here");
  if (!here) return;
  const [own, frame] = [here.getBoundingClientRect(), sheet.getBoundingClientRect()];
  const spare = Math.max(24, (frame.height - own.height) / 3);
  sheet.scrollTop += own.top - frame.top - spare;
  sheet.scrollLeft += own.left - frame.left - Math.max(8, (frame.width - own.width) / 2);
}

function zoom() {
  const button = document.querySelector(".zoom");
  if (!button) return;
  button.closest(".original").classList.toggle("large", large);
  button.setAttribute("aria-pressed", String(large));
}

/** What a page needs that has just come. */
function ready() {
  const image = document.querySelector(".paper img");
  const button = document.querySelector(".zoom");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      large = !large;
      zoom();
      place();
    });
  }
  zoom();
  if (image) {
    const failed = () => {
      const text = document.createElement("p");
      text.className = "missing";
      text.textContent = image.dataset.failed;
      image.closest(".sheet").replaceWith(text);
    };
    image.addEventListener("error", failed);
    // The page that comes next is drawn while this one is read.
    const ahead = () => document.querySelector("[data-key=ArrowRight]") && (new Image().src = image.src.replace(/\d+(?=\?)/, (page) => String(Number(page) + 1)));
    if (image.complete && image.naturalWidth > 0) ahead();
    else image.addEventListener("load", ahead);
    if (image.complete && image.naturalWidth === 0) failed();
  }
  const keys = document.querySelector(".keys-on");
  if (keys) {
    keys.hidden = false;
    const box = keys.querySelector("input");
    box.checked = keysOn();
    box.addEventListener("change", () => {
      try {
        if (box.checked) localStorage.removeItem(KEYS_OFF);
        else localStorage.setItem(KEYS_OFF, "1");
      } catch {
        // Without storage the keys stay as they are.
      }
    });
  }
  place();
}

/**
 * Puts the answer of the server in the place of the page. `focus` is the key of the element that keeps the focus; with `stay`
 * the page does not move.
 */
async function take(request, focus, stay) {
  turn += 1;
  const own = turn;
  main().setAttribute("aria-busy", "true");
  let response;
  let page;
  try {
    response = await fetch(request);
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    // The server has ended: the browser says so better.
    location.href = request.url;
    return;
  }
  if (own !== turn) return;
  const next = page.getElementById("main");
  if (!next) {
    location.reload();
    return;
  }
  document.querySelector("header.top").replaceWith(page.querySelector("header.top"));
  main().replaceWith(next);
  document.title = page.title;
  const url = new URL(response.url);
  const done = url.searchParams.get("said");
  url.searchParams.delete("said");
  const address = url.pathname + url.search;
  if (response.ok) history[address === location.pathname + location.search ? "replaceState" : "pushState"](null, "", address);
  ready();
  // Where the work goes on: the option that was pressed, the form at the end, else the heading.
  const held = focus && document.querySelector(`[data-key="${focus}"]`);
  const form = { done: "#verify input[name=by]", verified: "#verify-title" }[done];
  const target = held ?? (form && document.querySelector(form)) ?? document.querySelector("h1") ?? main();
  if (!held && !form && !stay) scrollTo(0, 0);
  target.focus({ preventScroll: !form });
  tell(next.querySelector(".problem") ? "" : (next.dataset.said ?? ""), next.querySelector(".problem") ? "" : (next.dataset.say ?? ""));
}

/** Says what was done, and reads out what is shown now. */
function tell(done, shown) {
  const rest = document.createElement("span");
  rest.className = "hidden";
  rest.textContent = ` ${shown}`;
  say.classList.toggle("quietly", done === "");
  say.replaceChildren(done, rest);
}

/** Presses a link or a button without leaving the page. */
function press(element, focus, stay = false) {
  if (element.matches("a")) {
    const url = new URL(element.href);
    if (url.hash && url.pathname + url.search === location.pathname + location.search) {
      element.click();
      document.querySelector("#verify input[name=by]")?.focus();
      return;
    }
    take(new Request(url), focus, stay);
    return;
  }
  if (element.type !== "submit") {
    element.click();
    return;
  }
  const { form } = element;
  if (!form.reportValidity()) return;
  const body = new URLSearchParams(new FormData(form, element));
  take(new Request(form.action, { method: "POST", body }), focus, stay);
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const element = event.target.closest("main a[href], main button");
  if (!element || (element.matches("button") && element.type !== "submit")) return;
  if (element.matches("a") && (!element.pathname.startsWith("/review/") || element.getAttribute("href").startsWith("#"))) return;
  event.preventDefault();
  press(element, element.dataset.key && element.matches(".box, [data-key=ArrowLeft], [data-key=ArrowRight]") ? element.dataset.key : null);
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing || !keysOn()) return;
  const at = document.activeElement;
  if (at?.matches("input, textarea, select")) return;
  // What has the focus keeps its own keys.
  if (event.key === "Enter" && at?.matches("a, button, summary")) return;
  if (event.key.startsWith("Arrow") && at?.matches(".sheet, .scroll")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : (ALSO[event.key] ?? event.key);
  const target = /^[a-z0-9]$|^Enter$|^Arrow/.test(key) ? document.querySelector(`main [data-key="${key}"]`) : null;
  if (!target) return;
  event.preventDefault();
  if (event.repeat && key !== "j" && key !== "k") return;
  // The focus stays on an option that has it, and goes to none: Enter would take the mark back.
  press(target, target === at ? key : null, target.matches("[name=box], [data-key^=Arrow], [data-key=u]"));
});

addEventListener("popstate", () => location.reload());

// A build that follows a change may have found something else.
let first = true;
new EventSource("/__kohyo/events").addEventListener("state", async () => {
  if (first) {
    first = false;
    return;
  }
  const own = turn;
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok || own !== turn) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (own !== turn) return;
  for (const part of ["progress", "things"]) {
    const [now, next] = [document, page].map((tree) => tree.querySelector(`[data-part=${part}]`));
    if (now && next && !now.contains(document.activeElement) && now.innerHTML !== next.innerHTML) now.replaceWith(next);
  }
});

ready();
