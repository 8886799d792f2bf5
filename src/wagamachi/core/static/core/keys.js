// Keys for people who work all day at a desk: "/" goes to the search, j and k walk a list, Enter
// opens the row. They are silent while somebody is typing.

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") goToSearch(event);
    else if (event.key === "j") step(event, 1);
    else if (event.key === "k") step(event, -1);
    else if (event.key === "Enter") open(event);
  });
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function goToSearch(event) {
  const search = document.querySelector("[data-search-key]");
  if (search === null || search.offsetParent === null) return;
  event.preventDefault();
  search.focus();
  search.select();
}

// Rows are the children of [data-rows], or the body rows of a table so marked; the row one stands on
// carries data-at.
function rows() {
  return [...document.querySelectorAll("[data-rows]:not(table) > *, table[data-rows] > tbody > tr")];
}

function step(event, by) {
  const all = rows();
  if (all.length === 0) return;
  event.preventDefault();
  const at = all.findIndex((row) => row.hasAttribute("data-at"));
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1);
  all.forEach((row) => row.removeAttribute("data-at"));
  all[next].setAttribute("data-at", "");
  const link = all[next].querySelector("a[href], button");
  link?.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

// A focused link or button opens itself; this is for a row whose focus went elsewhere.
function open(event) {
  if (event.target.closest("a, button, summary")) return;
  const row = rows().find((one) => one.hasAttribute("data-at"));
  const link = row?.querySelector("a[href]");
  if (!link) return;
  event.preventDefault();
  link.click();
}
