// A form whose fields are kept in this browser until the server has them: lost connection, closed tab, power cut.
const NEVER = new Set(["csrfmiddlewaretoken", "password", "credential", "photo", "scan", "page", "turn", "key", "base", "number", "do"]);

export function draft(form, prefix) {
  const store = prefix + form.dataset.key;
  let unsent = false;

  // Each thing that is sent has its turn: what the line holds up is known as older when it comes.
  const turn = () => { form.elements.turn.value = Number(form.elements.turn.value) + 1; return form.elements.turn.value; };
  const line = () => document.getElementById("kept");
  const again = () => form.dispatchEvent(new Event("keep"));
  const say = (words) => { unsent = words === form.dataset.unsaved; if (line()) line().textContent = words; };
  const filled = () => [...new FormData(form)].filter(([name, value]) => !NEVER.has(name) && typeof value === "string");
  const words = () => JSON.stringify(filled().filter(([name]) => name !== "revision"));
  const keep = (sent) => {
    try { localStorage.setItem(store, JSON.stringify({ fields: filled(), sent })); } catch { /* full or refused: the server's draft remains */ }
  };
  const forget = () => localStorage.removeItem(store);
  let asked = "";

  for (const name of Object.keys(localStorage)) if (name.startsWith(prefix) && name !== store) localStorage.removeItem(name);
  const kept = JSON.parse(localStorage.getItem(store) ?? "null");
  if (kept?.fields && !document.getElementById("refused")) {
    const said = (name) => kept.fields.filter(([each]) => each === name).map(([, value]) => value);
    const [mine, here] = [Number(said("revision")[0] ?? 0), Number(form.elements.revision.value)];
    // What the server took is newer only if this page was drawn before it did: the connection came back just then.
    if (kept.sent ? mine > here : mine >= here) {
      for (const field of form.elements) {
        if (!field.name || NEVER.has(field.name) || ["submit", "button", "file"].includes(field.type)) continue;
        const values = said(field.name);
        if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
        else if (values.length) field.value = values.at(-1);
      }
      say(form.dataset.restored);
      queueMicrotask(again);
    } else forget();
  }

  form.addEventListener("input", () => keep(false));
  form.addEventListener("change", () => keep(false));
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id === "autosave") event.detail.parameters.turn = turn();
  });
  form.addEventListener("submit", () => { turn(); });
  form.addEventListener("submit", (event) => { if (["save", "discard"].includes(event.submitter?.value)) forget(); });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id !== "autosave") return;
    if (form.dataset.sent) event.preventDefault(); // a button has sent all of it: what comes later would undo it
    asked = words();
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id !== "autosave" || !event.detail.successful || document.querySelector("#says > [role=alert]")) return;
    unsent = false;
    keep(asked === words());
  });
  document.body.addEventListener("htmx:sendError", () => say(form.dataset.unsaved));
  window.addEventListener("online", again);
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); }); // its turn is over
  setInterval(() => { if (unsent) again(); }, 5000);
}
