// Keeps what is typed into a form marked data-draft="key" until it is saved, so that a closed tab, a
// dead battery or a lost connection loses nothing.
//
// A draft lives in this browser only, for three days, and is thrown away at logout. Its name is the
// account, the key and the address the form goes to, so that what was written about one case never
// turns up in another. It ends when the server says the save went through: every form sends its name
// along as "draft", and the answer to a successful save carries it back in the cookie "draft_done"
// (wagamachi.core.drafts). A page that comes back with mistakes, an error or no answer at all
// leaves the draft where it is.

const PREFIX = "wagamachi.draft";
const DAYS = 3;
const NEVER = new Set(["csrfmiddlewaretoken", "draft"]);

export function startDrafts() {
  forgetSaved();
  forgetOld();
  document.querySelectorAll("form[data-draft]").forEach(watch);
  document.addEventListener("htmx:load", (event) => {
    const root = event.detail.elt;
    if (root.matches("form[data-draft]")) watch(root);
    root.querySelectorAll("form[data-draft]").forEach(watch);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) forgetSaved();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget-drafts]")) ours().forEach(drop);
  });
}

// What retry.js does with the draft of a form: a draft that waits is sent again by itself.
export function draftOf(form) {
  if (form.dataset.draft === undefined) return null;
  const name = place(keyOf(form));
  return {
    isWaiting: () => load(name)?.waiting === true,
    wait: () => save(name, form, true),
    forget: () => drop(name),
  };
}

function place(key) {
  return `${PREFIX}:${document.body.dataset.user}:${key}`;
}

function keyOf(form) {
  const action = new URL(form.getAttribute("action") || location.href, location.href);
  return `${form.dataset.draft}@${action.pathname}`;
}

function ours() {
  return names().filter((name) => name.startsWith(place("")));
}

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}:`));
  } catch {
    return []; // storage is switched off in this browser
  }
}

function load(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function drop(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // storage is switched off: there was nothing to drop
  }
}

function forgetSaved() {
  const match = document.cookie.match(/(?:^|; )draft_done=([^;]*)/);
  if (match === null) return;
  drop(place(match[1].replaceAll('"', "")));
  document.cookie = "draft_done=; path=/; max-age=0; samesite=lax";
}

function forgetOld() {
  const oldest = Date.now() - DAYS * 24 * 60 * 60 * 1000;
  for (const name of names()) {
    if (!(load(name)?.at > oldest)) drop(name);
  }
}

function watch(form) {
  if (form.dataset.draftReady !== undefined) return;
  form.dataset.draftReady = "";
  const name = place(keyOf(form));
  sendKey(form);
  const blank = JSON.stringify(read(form));
  const draft = load(name);
  // A page with mistakes carries what was typed last; the draft is never newer than that.
  const hasMistakes = form.querySelector("[aria-invalid='true'], [data-errors]") !== null;
  if (draft && !hasMistakes && JSON.stringify(draft.values) !== blank) {
    write(form, draft.values);
    tell(form, name);
  }
  let timer = 0;
  const keep = () => {
    clearTimeout(timer);
    timer = 0;
    save(name, form);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  form.addEventListener("change", keep);
  window.addEventListener("pagehide", () => timer && keep());
  form.addEventListener("submit", keep);
  form.addEventListener("reset", () => drop(name));
}

function sendKey(form) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = "draft";
  input.value = keyOf(form);
  form.append(input);
}

// Hidden fields belong to the page, not to the person — except the token, which tells the server
// that a restored form is the same save as the one whose answer got lost, and what is marked data-kept:
// what a person saw when they typed belongs to what they typed.
function isKept(control) {
  if (!control.name || NEVER.has(control.name) || control.disabled) return false;
  if (control.type === "hidden") return control.name === "token" || "kept" in control.dataset;
  return !["password", "file", "submit", "button", "reset", "image"].includes(control.type);
}

function read(form) {
  const values = {};
  for (const control of form.elements) {
    if (!isKept(control) || control.name === "token") continue;
    values[control.name] ??= [];
    if (["checkbox", "radio"].includes(control.type)) {
      if (control.checked) values[control.name].push(control.value);
    } else if (control.type === "select-multiple") {
      values[control.name].push(...[...control.selectedOptions].map((one) => one.value));
    } else {
      values[control.name].push(control.value);
    }
  }
  return values;
}

function save(name, form, waiting = false) {
  try {
    const token = form.elements.token?.value;
    const draft = { at: Date.now(), token, values: read(form), waiting };
    localStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // storage is full or switched off: the form still works, it only has no draft
  }
}

function write(form, values) {
  const used = {};
  for (const control of form.elements) {
    if (!isKept(control) || !(control.name in values)) continue;
    const kept = values[control.name];
    if (["checkbox", "radio"].includes(control.type)) {
      control.checked = kept.includes(control.value);
    } else if (control.type === "select-multiple") {
      for (const option of control.options) option.selected = kept.includes(option.value);
    } else {
      used[control.name] ??= 0;
      control.value = kept[used[control.name]++] ?? control.value;
    }
  }
  const token = load(place(keyOf(form)))?.token;
  if (token && form.elements.token) form.elements.token.value = token;
  form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
}

function tell(form, name) {
  const notice = document.createElement("div");
  notice.className = "notice notice--info";
  notice.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = "書きかけを戻しました。このまま続けられます。";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--secondary";
  button.textContent = "書きかけを消して、はじめから書く";
  button.addEventListener("click", () => {
    drop(name);
    location.reload();
  });
  const line = document.createElement("div");
  line.append(button);
  notice.append(words, line);
  form.prepend(notice);
}
