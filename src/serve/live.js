// Live reload of `kohyo serve`: reloads when there is a new site, and shows what is wrong while there is none.
// Served by the development server only; no published page holds it.

const generation = Number(new URL(import.meta.url).searchParams.get("generation"));
const BOX = "kohyo-problems";

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function line([before, marked, after]) {
  const code = element("pre");
  code.append(before, element("mark", marked || " "), after);
  return code;
}

function item({ head, place, message, line: shown, help }) {
  const made = element("li", "", element("p", "", element("strong", head), ` ${place}`), element("p", message));
  if (shown) made.append(line(shown));
  made.append(element("p", help));
  return made;
}

function hide() {
  document.getElementById(BOX)?.remove();
}

function show({ title, note, close, items, summary }) {
  hide();
  const box = element("section");
  box.id = BOX;
  box.setAttribute("role", "alert");
  box.setAttribute("aria-labelledby", `${BOX}-title`);
  const heading = element("h2", title);
  heading.id = `${BOX}-title`;
  const button = element("button", close);
  button.type = "button";
  button.addEventListener("click", hide);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  box.append(heading, button, element("ol", "", ...items.map(item)), element("p", summary), element("p", note));
  document.body.append(box);
}

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = "/__kohyo/live.css";
document.head.append(style);

const events = new EventSource(`/__kohyo/events?page=${encodeURIComponent(location.pathname)}`);
events.addEventListener("state", (event) => {
  const state = JSON.parse(event.data);
  if (state.generation !== generation) location.reload();
  else if (state.problems) show(state.problems);
  else hide();
});
addEventListener("pagehide", () => events.close());
