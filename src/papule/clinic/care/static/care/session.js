// The page of a session: what is filled in is kept in this browser until the server has it; a passkey signs.
// Everything else is done by the server: without this file the page works by its buttons.
import { draft } from "./draft.js";

const form = document.getElementById("session");
draft(form, "papule-session-");

// What a lot says has changed: it is read on the ampoule anew.
form.addEventListener("input", (event) => {
  if (event.target.matches("[data-lot]")) form.elements.lots.checked = false;
});
// A reason that is being written stays under the hand: it is sent when it is done.
document.getElementById("says").addEventListener("input", (event) => event.stopPropagation());
form.addEventListener("submit", (event) => {
  const ask = event.submitter?.dataset.confirm;
  if (ask && !window.confirm(ask)) event.preventDefault();
}, { capture: true });
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const button = event.target.id === "password" ? form.querySelector("[data-sign]")
    : event.target.matches("[data-scan]") ? form.querySelector("button[value=read]") : null;
  if (button) { event.preventDefault(); form.requestSubmit(button); }
});

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
