// Of two that exclude each other, pressing one lifts the other. Without this, the page that comes back asks to leave one.
for (const place of document.querySelectorAll("[data-either]")) {
  place.addEventListener("change", ({ target }) => {
    if (!target.checked) return;
    for (const other of place.querySelectorAll("input")) if (other !== target) other.checked = false;
  });
}
