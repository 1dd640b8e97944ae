// Says of a consultation whether it is open on the day of reading: a page that lies on a server for months cannot
// know. The days are those of Japan, wherever the reader sits. A plain script, so that it also runs from a disk.
"use strict";

(() => {
  const today = new Intl.DateTimeFormat("en-CA", {
    timeZone: "Asia/Tokyo",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(new Date());
  for (const state of document.querySelectorAll("[data-period-from][data-period-to]")) {
    const { periodFrom, periodTo } = state.dataset;
    const key = today < periodFrom ? "before" : today > periodTo ? "over" : "open";
    const word = state.dataset[key];
    if (!word) continue;
    const mark = document.createElement("span");
    mark.className = `period period-${key}`;
    mark.textContent = word;
    state.append(" ", mark);
  }
})();
