// The account menu closes when one goes elsewhere; tables that scroll can be scrolled with keys.

export function startMenus() {
  const menus = [...document.querySelectorAll("details[data-close-outside]")];
  const close = (menu) => menu.removeAttribute("open");
  document.addEventListener("click", (event) => {
    menus.filter((menu) => !menu.contains(event.target)).forEach(close);
  });
  for (const menu of menus) {
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      close(menu);
      menu.querySelector("summary").focus();
    });
  }
}

// Tabs wider than the screen open with the one we are on in sight.
export function startTabs() {
  for (const here of document.querySelectorAll(".tabs [aria-current]")) {
    const row = here.closest("ul") ?? here.parentElement;
    const [inner, outer] = [here.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }
}

export function startScrollRegions(root) {
  const names = new Set();
  for (const region of root.querySelectorAll(".table-wrap")) {
    if (region.scrollWidth <= region.clientWidth) continue;
    region.tabIndex = 0;
    region.setAttribute("role", "region");
    const caption = region.querySelector("caption")?.textContent.trim();
    let name = caption || "横に動かせる表";
    // Two tables of one name on a page are told apart by their number.
    for (let n = 2; names.has(name); n += 1) name = `${caption || "横に動かせる表"} ${n}`;
    names.add(name);
    region.setAttribute("aria-label", name);
  }
}
