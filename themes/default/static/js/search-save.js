// Results as files: CSV for spreadsheets, JSON as programs get it from `/api/search`. Made here; nothing is sent anywhere.

/** The columns of the CSV, by the keys of their names. */
const COLUMNS = ["municipality", "agency", "number", "title", "kind", "status", "published", "file", "path", "passage", "text", "url"];

/** Offers the hits of a reply as a file. `root`: the full address of the top of the site. */
export function save(reply, { format, say, root }) {
  const hits = reply.hits.map((hit) => ({ ...hit, url: new URL(`${hit.url}index.html#${encodeURIComponent(hit.anchor)}`, root).href }));
  const text = format === "csv" ? csv(hits, reply.details.hits, say) : `${JSON.stringify({ ...reply, hits }, null, 2)}\n`;
  const type = format === "csv" ? "text/csv;charset=utf-8" : "application/json";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = `kohyo-search.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function csv(hits, details, say) {
  const cells = (hit, at) => ({ ...hit, kind: details[at].kind_name, status: say(`status-${hit.status}`), published: details[at].published,
    file: details[at].file, path: hit.path.filter(Boolean).join(" › "), passage: say(`column-${hit.passage}`) });
  const rows = [COLUMNS.map((name) => say(`column-${name}`)), ...hits.map((hit, at) => {
    const own = cells(hit, at);
    return COLUMNS.map((name) => own[name] ?? "");
  })];
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A cell, as all tables of the site have them: in quotes, and not one that a spreadsheet would run (src/text/csv.rs). */
function cell(value) {
  const runs = /^[ \u3000\t\r\n]*(?:[=+@＝＋＠]|[-－][A-Za-z0-9０-ｚ(（])/u.test(value);
  return `"${runs ? "'" : ""}${String(value).replaceAll('"', '""')}"`;
}
