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

export function startScrollRegions(root) {
  for (const region of root.querySelectorAll(".table-wrap")) {
    if (region.scrollWidth <= region.clientWidth) continue;
    region.tabIndex = 0;
    region.setAttribute("role", "region");
    const caption = region.querySelector("caption")?.textContent.trim();
    region.setAttribute("aria-label", caption || "横に動かせる表");
  }
}
