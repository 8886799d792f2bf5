// Starts the small helpers of a page. Every page works without them; they only make it kinder.
import { startDrafts } from "./drafts.js";
import { startErrors } from "./errors.js";
import { startKeys } from "./keys.js";
import { startMenus, startScrollRegions, startTabs } from "./frame.js";
import { startOnce } from "./once.js";
import { startRetry } from "./retry.js";
import { startSession } from "./session.js";

startDrafts();
startErrors(document);
startKeys();
startMenus();
startScrollRegions(document);
startOnce();
startRetry(document);
startSession();
startTabs();
startMaps(document);

document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt === document.body) return; // the page itself, started above
  startErrors(event.detail.elt);
  startScrollRegions(event.detail.elt);
  startRetry(event.detail.elt);
  startMaps(event.detail.elt);
});

// The map library is the heaviest part of all; only pages with a map fetch it.
async function startMaps(root) {
  const places = [...root.querySelectorAll("[data-map]:not([data-map-ready])")];
  if (places.length === 0) return;
  const { drawMap } = await import("./map.js");
  places.forEach(drawMap);
}
