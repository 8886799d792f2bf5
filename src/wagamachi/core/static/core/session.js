// A session that is not used ends; nobody should be surprised by it, and nothing should stay on the
// screen after it. Typing counts as use, in whichever window. Shortly before the end the page says so;
// at the end it gives way to the log-in, which leads back here, where the draft waits.
//
// A page that the browser brings back from its memory ("back") shows nothing before the server has said
// that the same person is still logged in.

const BEFORE = 5 * 60; // seconds before the end in which one is told
const OFTEN = 5 * 60; // seconds after which typing is told to the server again
const WITHOUT_LINE = 20; // seconds until one asks again when nobody answered

const KEPT = "書きかけはこの端末に残り、ログインし直すと続きから書けます。";
const NO_LINE = `つながったら、もう一度ログインしてください。${KEPT}`;

const { user, session, sessionLeft } = document.body.dataset;
const root = document.documentElement;
let endsAt = Date.now() + sessionLeft * 1000;
let toldAt = Date.now(); // when the server last heard that somebody is here
let timer = 0;

export function startSession() {
  if (!session) return; // nobody is logged in
  const idle = sessionLeft * 1000;
  const before = Math.min(BEFORE * 1000, idle / 3);
  const often = Math.min(OFTEN * 1000, idle / 4);
  let typedAt = 0;

  function lookIn(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(milliseconds, 1000));
  }

  // Another window may have gone on meanwhile, or logged out.
  async function look() {
    const told = await ask("GET");
    if (told === null) return waitForLine();
    root.style.visibility = "";
    if (endsAt - Date.now() > before) return goOn();
    say(soon(told.left), told.may_stay && stay);
    lookIn(endsAt - Date.now() + 1000);
  }

  // Whoever writes without a line goes on writing; whoever has gone leaves nothing on the screen.
  function waitForLine() {
    if (endsAt < Date.now() && typedAt + idle < Date.now()) root.style.visibility = "hidden";
    if (root.style.visibility === "hidden") say(NO_LINE);
    lookIn(WITHOUT_LINE * 1000);
  }

  async function stay() {
    toldAt = Date.now();
    if ((await ask("POST")) !== null) goOn();
  }

  function goOn() {
    document.querySelector("[data-session-ends]")?.remove();
    lookIn(endsAt - before - Date.now());
  }

  goOn();
  document.addEventListener("input", () => {
    typedAt = Date.now();
    if (typedAt - toldAt > often) stay();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look(); // a machine that slept
  });
  window.addEventListener("pagehide", () => {
    root.style.visibility = "hidden";
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) look();
    else root.style.visibility = "";
  });
}

// Returns null when no answer came; leaves the page when the session is over or somebody else's.
async function ask(method) {
  const csrf = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
  let answer;
  try {
    answer = await fetch(session, { method, headers: { "X-CSRFToken": csrf }, redirect: "manual" });
  } catch {
    return null;
  }
  if (answer.type === "opaqueredirect") return leave();
  if (!answer.ok) return null;
  const told = await answer.json();
  if (told.user !== user) return leave();
  endsAt = Date.now() + told.left * 1000;
  return told;
}

function leave() {
  root.style.visibility = "hidden";
  location.replace(location.pathname + location.search); // by way of the log-in back here
  return new Promise(() => {}); // nothing goes on from here
}

function soon(left) {
  const minutes = Math.max(1, Math.round(left / 60));
  return `あと${minutes}分ほどで、いちどログアウトします。${KEPT}`;
}

function say(text, stay) {
  document.querySelector("[data-session-ends]")?.remove();
  const bar = document.createElement("div");
  bar.className = "notice notice--warn session-ends no-print";
  bar.dataset.sessionEnds = "";
  bar.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  bar.append(words);
  if (stay) bar.append(goOnButton(stay));
  document.body.append(bar);
}

function goOnButton(stay) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--primary";
  button.textContent = "このまま続ける";
  button.addEventListener("click", stay);
  return button;
}
