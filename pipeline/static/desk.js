// Marks every piece of the mention that the address names (#m-ID): one that others overlap is cut into pieces.
"use strict";

function showNamed() {
  for (const piece of document.querySelectorAll(".named")) piece.classList.remove("named");
  if (!location.hash.startsWith("#m-")) return;
  const id = decodeURIComponent(location.hash.slice(3));
  for (const piece of document.querySelectorAll(`.text [data-m~="${CSS.escape(id)}"]`)) piece.classList.add("named");
}

addEventListener("hashchange", showNamed);
showNamed();
