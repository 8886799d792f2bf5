// Keeps what is typed into a form marked data-draft="key" until it is saved, so that a closed tab, a
// dead battery, a lost connection or a session that ended loses nothing.
//
// A draft lives in this browser only, for three days, locked with a key that the server gives to the
// pages of its writer and that is kept nowhere (wagamachi.core.drafts): once they are gone nobody can
// read it here, and when they have logged in again it is there. Its name is the account, the key of the
// form and the address the form goes to, so that what was written about one case never turns up in
// another. It ends when the server says the save went through: every form sends its name along as
// "draft", and the answer to a successful save carries it back in the cookie "draft_done". A page that
// comes back with mistakes, an error or no answer at all leaves the draft where it is.

const PREFIX = "wagamachi.draft";
const DAYS = 3;
const NEVER = new Set(["csrfmiddlewaretoken", "draft"]);

const lock = takeKey();
const newest = new Map(); // name → the draft being locked, so that an older one never comes after it
const restored = new WeakMap(); // form → the draft found for it, once it has been opened

export function startDrafts() {
  forgetSaved();
  forgetOld();
  document.querySelectorAll("form[data-draft]").forEach(watch);
  document.addEventListener("htmx:load", (event) => {
    const root = event.detail.elt;
    if (root.matches("form[data-draft]")) watch(root);
    root.querySelectorAll("form[data-draft]").forEach(watch);
  });
  // A part of the form that only asks something (is this household known?) saves nothing.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("form[data-draft]")) delete event.detail.parameters.draft;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) forgetSaved();
  });
}

// What retry.js does with the draft of a form: a draft that waits is sent again by itself.
export function draftOf(form) {
  if (form.dataset.draft === undefined) return null;
  const name = place(keyOf(form));
  return {
    isWaiting: async () => (await restored.get(form))?.waiting === true,
    wait: () => save(name, form, true),
    forget: () => drop(name),
  };
}

// The page hands the key over and keeps none. Without HTTPS browsers lock nothing: then there are no drafts.
async function takeKey() {
  const given = document.body.dataset.draftKey;
  delete document.body.dataset.draftKey;
  if (!given || !crypto.subtle) return null;
  return crypto.subtle.importKey("raw", bytes(given), "AES-GCM", false, ["encrypt", "decrypt"]);
}

function place(key) {
  return `${PREFIX}:${document.body.dataset.user}:${key}`;
}

function keyOf(form) {
  const action = new URL(form.getAttribute("action") || location.href, location.href);
  return `${form.dataset.draft}@${action.pathname}`;
}

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}:`));
  } catch {
    return []; // storage is switched off in this browser
  }
}

function locked(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

async function load(name) {
  try {
    const { iv, box } = locked(name);
    const opened = await crypto.subtle.decrypt(cipher(name, bytes(iv)), await lock, bytes(box));
    return JSON.parse(new TextDecoder().decode(opened));
  } catch {
    return null; // there is none, or it is not ours to read
  }
}

// As soon as something is typed: the page may be gone a moment later, and locking takes its time.
async function save(name, form, waiting = false) {
  const draft = { token: form.elements.token?.value, values: read(form), waiting };
  newest.set(name, draft);
  try {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(draft));
    const box = await crypto.subtle.encrypt(cipher(name, iv), await lock, plain);
    if (newest.get(name) !== draft) return;
    const kept = { at: Date.now(), iv: letters(iv), box: letters(new Uint8Array(box)) };
    localStorage.setItem(name, JSON.stringify(kept));
  } catch {
    // storage is full or switched off, or there is no key: the form still works, without a draft
  }
}

function drop(name) {
  newest.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // storage is switched off: there was nothing to drop
  }
}

// The name is locked in with the words, so that no draft can be moved to another form.
function cipher(name, iv) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function letters(array) {
  return btoa(Array.from(array, (byte) => String.fromCharCode(byte)).join(""));
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
    const kept = locked(name);
    if (!(kept?.at > oldest && kept.box)) drop(name);
  }
}

function watch(form) {
  if (form.dataset.draftReady !== undefined) return;
  form.dataset.draftReady = "";
  const name = place(keyOf(form));
  let isTouched = false;
  const keep = () => {
    isTouched = true;
    save(name, form);
  };
  sendKey(form);
  const blank = JSON.stringify(read(form));
  const draft = load(name).then((found) => {
    // A page with mistakes carries what was typed last; the draft is never newer than that.
    if (form.querySelector("[aria-invalid='true'], [data-errors]") !== null) return null;
    if (!found || isTouched || JSON.stringify(found.values) === blank) return found;
    write(form, found);
    tell(form, name);
    return found;
  });
  restored.set(form, draft);
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
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

function write(form, { token, values }) {
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
