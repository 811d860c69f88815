// The page of a session: keeps what is filled in while there is no connection,
// asks for a passkey. Everything else is done by the server; without this file the page works by its buttons.
const form = document.getElementById("session");
const NEVER = new Set(["csrfmiddlewaretoken", "password", "credential", "photo", "scan", "page", "key", "number", "do"]);
const PREFIX = "papule-session-";
const store = PREFIX + form?.dataset.store;

if (form) {
  forgetOthers();
  restore();
  // What a lot says has changed: it is read on the ampoule anew.
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-lot]")) form.elements.lots.checked = false;
  });
  // A reason that is being written stays under the hand: it is sent when it is done.
  document.getElementById("says").addEventListener("input", (event) => { event.stopPropagation(); keep(); });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    const ask = event.submitter?.dataset.confirm;
    if (ask && !window.confirm(ask)) { event.preventDefault(); return; }
    if (event.submitter?.value === "discard") sessionStorage.removeItem(store);
  }, { capture: true });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const button = event.target.id === "password" ? form.querySelector("[data-sign]")
      : event.target.matches("[data-scan]") ? form.querySelector("button[value=read]") : null;
    if (button) { event.preventDefault(); form.requestSubmit(button); }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id !== "autosave") return;
    const conflict = document.querySelector("#says [role=alert]");
    if (event.detail.successful && !conflict) sessionStorage.removeItem(store);
  });
  document.body.addEventListener("htmx:sendError", () => { say(form.dataset.unsaved); });
  window.addEventListener("online", again);
  setInterval(() => { if (unsent) again(); }, 5000);
}

let unsent = false;
function again() { form.dispatchEvent(new Event("keep")); }

function keep() {
  const fields = [...new FormData(form)].filter(([name, value]) => !NEVER.has(name) && typeof value === "string");
  sessionStorage.setItem(store, JSON.stringify(fields));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(store) ?? "null");
  if (!kept || document.getElementById("refused")) return;
  const revision = Number(kept.find(([name]) => name === "revision")?.[1] ?? 0);
  if (revision < Number(form.elements.revision.value)) { sessionStorage.removeItem(store); return; }
  const values = Map.groupBy ? Map.groupBy(kept, ([name]) => name) : group(kept);
  for (const field of form.elements) {
    if (!field.name || NEVER.has(field.name) || field.type === "hidden" || field.type === "submit") continue;
    const said = (values.get(field.name) ?? []).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = said.includes(field.value);
    else if (said.length) field.value = said.at(-1);
  }
  say(form.dataset.restored);
  again();
}

function group(pairs) {
  const found = new Map();
  for (const pair of pairs) found.set(pair[0], [...(found.get(pair[0]) ?? []), pair]);
  return found;
}

function forgetOthers() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX) && key !== store) sessionStorage.removeItem(key);
}

function say(words) {
  unsent = words === form.dataset.unsaved;
  const line = document.getElementById("kept");
  if (line) line.textContent = words;
}
document.body.addEventListener("htmx:afterSwap", () => { unsent = false; });

// A passkey instead of the password.
const passkey = document.querySelector("[data-passkey]");
if (passkey && window.webauthnJSON?.supported()) {
  passkey.hidden = false;
  passkey.addEventListener("click", async () => {
    const { publicKey } = JSON.parse(document.getElementById("passkey-options").textContent);
    const credential = await window.webauthnJSON.get({ publicKey }).catch(() => null);
    if (!credential) return;
    document.getElementById("credential").value = JSON.stringify(credential);
    form.requestSubmit(form.querySelector("[data-sign]"));
  });
}
