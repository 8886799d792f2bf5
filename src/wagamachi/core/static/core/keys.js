// Keys for people who work all day at a desk: "/" goes to the search, j and k walk a list, Enter
// opens the row, and a panel marked data-key="r" opens with that key. They are silent while somebody
// is typing; then Ctrl + Enter saves the form one types in, and Esc closes such a panel again.

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter and Esc belong to the input method
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return saveTyped(event);
    if (event.key === "Escape") return closePanel(event);
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") goToSearch(event);
    else if (event.key === "j") step(event, 1);
    else if (event.key === "k") step(event, -1);
    else if (event.key === "Enter") open(event);
    else openPanel(event);
  });
  // A panel that has fetched its form puts the cursor into it.
  document.addEventListener("htmx:load", (event) => {
    startChips(event.detail.elt);
    const panel = event.detail.elt.closest?.("details[data-key][open]");
    if (panel) goInto(panel);
  });
  startChips(document);
}

function saveTyped(event) {
  const form = event.target.closest("form[method='post']");
  if (form === null) return;
  event.preventDefault();
  form.requestSubmit();
}

function openPanel(event) {
  if (!/^[a-z]$/.test(event.key)) return;
  const panel = document.querySelector(`details[data-key="${event.key}"]`);
  if (panel === null) return;
  event.preventDefault();
  panel.open = true;
  goInto(panel);
}

function closePanel(event) {
  const panel = event.target.closest("details[data-key][open]");
  if (panel === null) return;
  event.preventDefault();
  panel.open = false;
  panel.querySelector("summary").focus();
}

function goInto(panel) {
  (panel.querySelector("textarea") ?? panel.querySelector("summary")).focus();
}

// Buttons that fill in the usual choices of a long list; without script the list alone is there.
function startChips(root) {
  for (const chips of root.querySelectorAll("[data-chips][hidden]")) {
    const list = document.getElementById(chips.dataset.chips);
    if (list === null) continue;
    const buttons = [...chips.querySelectorAll("button")];
    const show = () => {
      for (const one of buttons) one.setAttribute("aria-pressed", String(one.value === list.value));
    };
    for (const one of buttons) {
      one.addEventListener("click", () => {
        list.value = one.value;
        list.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
    list.addEventListener("change", show);
    chips.hidden = false;
    show();
  }
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
