// A double click must not save twice. The first press of a form marked data-once goes through; the
// buttons rest until the next page, an answer to htmx, or a way back to this page.

export function startOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.busy !== undefined) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // Another listener may still refuse; and a disabled button would not be sent with the form.
    setTimeout(() => {
      if (!event.defaultPrevented || form.matches("[hx-post], [hx-put]")) rest(form);
    });
  });
  // Only the form's own answer: parts of it may ask the server things while it is being saved.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches("form")) wake(event.detail.elt);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-busy]").forEach(wake);
  });
}

function buttons(form) {
  return [...form.elements].filter((one) => one.type === "submit");
}

export function rest(form) {
  form.dataset.busy = "";
  form.setAttribute("aria-busy", "true");
  for (const button of buttons(form)) button.disabled = true;
}

export function wake(form) {
  if (form.dataset.busy === undefined) return;
  delete form.dataset.busy;
  form.removeAttribute("aria-busy");
  for (const button of buttons(form)) button.disabled = false;
}
