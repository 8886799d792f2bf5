// A save must not be lost because the connection is. A form marked data-put="/where/" is sent with
// PUT to /where/<its token>/: the token is the id of what is saved, so that sending it again can
// never make it twice. When no answer comes, the page stays as it is, says so, and sends again as
// soon as the browser is back on the line. Without this script the form is posted as any other.

import { draftOf } from "./drafts.js";
import { rest, wake } from "./once.js";

const AGAIN_AFTER = [5, 15, 30, 60]; // seconds; being "online" says little about the server
const LONGEST = 20; // seconds to wait for an answer
const stops = new WeakMap(); // form → what calls its next try off

export function startRetry(root) {
  if (root === document) document.addEventListener("submit", onSubmit);
  const forms = [...root.querySelectorAll("form[data-put]")];
  if (root !== document && root.matches("form[data-put]")) forms.push(root);
  for (const form of forms) {
    if (form.elements.token) draftOf(form)?.isWaiting().then((waits) => waits && keepTrying(form));
  }
}

function onSubmit(event) {
  const form = event.target;
  if (!form.matches("[data-put]") || !form.elements.token || event.defaultPrevented) return;
  event.preventDefault();
  stopTrying(form);
  note(form, event.submitter);
  rest(form);
  send(form);
}

// Sent by a script, a form does not say which of its buttons was pressed.
function note(form, button) {
  form.querySelector("[data-pressed]")?.remove();
  if (!button?.name) return;
  const pressed = document.createElement("input");
  pressed.type = "hidden";
  pressed.name = button.name;
  pressed.value = button.value;
  pressed.dataset.pressed = "";
  form.append(pressed);
}

async function send(form) {
  if (form.dataset.sending !== undefined) return;
  form.dataset.sending = "";
  const answer = await put(form);
  delete form.dataset.sending;
  if (answer === null || answer.status >= 500) return keepTrying(form);
  if (answer.ok) return leave(form, await answer.json());
  if (answer.type === "opaqueredirect") return askForLogin(form);
  // Mistakes, another version, a page that is too old: the server's own page says it best.
  HTMLFormElement.prototype.submit.call(form);
}

async function put(form) {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), LONGEST * 1000);
  try {
    return await fetch(`${form.dataset.put}${form.elements.token.value}/`, {
      method: "PUT",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-CSRFToken": csrf(form), "X-From-Page": "1" },
      redirect: "manual",
      signal: waiting.signal,
    });
  } catch {
    return null; // no line, no server, or no answer in time
  } finally {
    clearTimeout(timer);
  }
}

// The cookie is right even when somebody logged in again in another window.
function csrf(form) {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/);
  return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
}

function leave(form, kept) {
  draftOf(form)?.forget();
  location.assign(kept.page);
}

function keepTrying(form) {
  wake(form);
  draftOf(form)?.wait();
  tell(
    form,
    "まだ保存されていません。つながったら、もう一度保存します。",
    "書いたものは、この端末に残っています。この画面は開いたままにしておいてください。",
  );
  const tries = Number(form.dataset.tries ?? 0);
  form.dataset.tries = tries + 1;
  const seconds = AGAIN_AFTER[Math.min(tries, AGAIN_AFTER.length - 1)];
  const again = () => {
    stopTrying(form);
    rest(form);
    send(form);
  };
  const timer = setTimeout(again, seconds * 1000);
  window.addEventListener("online", again);
  form.addEventListener("input", rewritten);
  stops.set(form, () => {
    clearTimeout(timer);
    window.removeEventListener("online", again);
    form.removeEventListener("input", rewritten);
  });
}

function stopTrying(form) {
  stops.get(form)?.();
  stops.delete(form);
}

// Half a sentence must not be saved just because the line came back.
function rewritten(event) {
  const form = event.currentTarget;
  stopTrying(form);
  tell(
    form,
    "まだ保存されていません。書きおえたら、もう一度押してください。",
    "書いたものは、この端末に残っています。",
  );
}

function askForLogin(form) {
  wake(form);
  draftOf(form)?.wait();
  tell(
    form,
    "まだ保存されていません。時間がたったので、もう一度ログインしてください。",
    "書いたものは、この端末に残っています。ログインしてこの画面にもどると、そのまま続けられます。",
  );
}

function tell(form, heading, words) {
  form.querySelector("[data-not-saved]")?.remove();
  const notice = document.createElement("div");
  notice.className = "notice notice--warn";
  notice.dataset.notSaved = "";
  notice.setAttribute("role", "alert");
  const strong = document.createElement("p");
  strong.append(document.createElement("strong"));
  strong.firstChild.textContent = heading;
  const more = document.createElement("p");
  more.textContent = words;
  notice.append(strong, more);
  const actions = form.querySelector(".form-actions");
  form.insertBefore(notice, actions?.parentElement === form ? actions : null);
}
