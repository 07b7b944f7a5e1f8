// What Datasette's pages say in scripts of their own, which the Content-Security-Policy forbids there.
"use strict";

window.DATASETTE_ALLOW_FACET = true;

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.actions-menu-links[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// The menu of a column is written by table.js, in English, when the page is there.
window.addEventListener("load", () => {
  const said = document.querySelector('meta[name="menu-words"]');
  if (!said) return;
  for (const [name, words] of Object.entries(JSON.parse(said.content))) {
    for (const entry of document.querySelectorAll(`.dropdown-menu .dropdown-${name}`)) entry.textContent = words;
  }
});
