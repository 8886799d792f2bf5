// After a save that was refused: go to the summary of mistakes, and from there to each field.

export function startErrors(root) {
  const summary = root.querySelector("[data-errors]");
  if (summary === null) return;
  if (!document.title.startsWith("直すところがあります")) {
    document.title = `直すところがあります: ${document.title}`;
  }
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    (control.closest("[data-field]") ?? control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
}
