// What Datasette's pages say in scripts of their own, which the Content-Security-Policy forbids there.
"use strict";

window.DATASETTE_ALLOW_FACET = true;

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.actions-menu-links[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
