// What every page has: a key that focuses the search, buttons that are pressed once, arrows through results.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const field = document.querySelector(`[data-focus-key="${CSS.escape(event.key)}"]`);
  if (field && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

// A form is sent once: a second press while the first is under way is swallowed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return; // asked, and not meant
  if (form.dataset.sent === "yes") { event.preventDefault(); return; }
  if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// A key or a telephone that was asked who somebody is, and did not answer.
document.addEventListener("allauth.error", () => {
  const told = document.querySelector("#key-failed");
  if (told) told.hidden = false;
});

// What pages keep in this browser goes when somebody signs out, wherever they do.
document.addEventListener("submit", (event) => {
  if (!event.target.action?.includes("/logout/")) return;
  for (const name of Object.keys(localStorage)) if (name.startsWith("papule-")) localStorage.removeItem(name);
});

// Results under the search box: arrows move, Escape closes.
const box = document.querySelector(".bar-search");
box?.addEventListener("keydown", (event) => {
  const links = [...box.querySelectorAll(".bar-results a")];
  if (event.key === "Escape") { box.querySelector(".bar-results").replaceChildren(); return; }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !links.length) return;
  event.preventDefault();
  const at = links.indexOf(document.activeElement);
  (links[at + step] ?? box.querySelector("input")).focus();
});
document.addEventListener("click", (event) => {
  if (box && !box.contains(event.target)) box.querySelector(".bar-results").replaceChildren();
});

// Another language asks for the page anew: what was typed and not yet kept goes along, never a password.
const TYPED = "papule-typed";
const fieldsOf = () => {
  const seen = {};
  return [...document.querySelectorAll("main :is(input, select, textarea)[name]")]
    .filter((field) => !["hidden", "password", "file", "submit", "button"].includes(field.type))
    .map((field) => ["checkbox", "radio"].includes(field.type) ? [`${field.name}=${field.value}`, "checked", field] : [field.name, "value", field])
    .map(([name, what, field]) => [`${name}#${seen[name] = (seen[name] ?? 0) + 1}`, what, field]);
};
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-language]")) return;
  const typed = Object.fromEntries(fieldsOf().map(([key, what, field]) => [key, field[what]]));
  try { sessionStorage.setItem(TYPED, JSON.stringify({ path: location.pathname, typed })); } catch { /* full or refused */ }
});
const carried = JSON.parse(sessionStorage.getItem(TYPED) ?? "null");
sessionStorage.removeItem(TYPED);
if (carried?.path === location.pathname) {
  for (const [key, what, field] of fieldsOf()) {
    if (!(key in carried.typed) || field[what] === carried.typed[key]) continue;
    field[what] = carried.typed[key];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
