// The composer: keeps what is filled in while there is no connection, and marks the fields of which the server says
// that they are wrong. The rest is done by the server.
import { draft } from "./draft.js";

const form = document.getElementById("plan");
if (form) draft(form, "papule-plan-");

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  const wrong = document.getElementById("wrong")?.dataset.fields.split(" ");
  if (detail.target.id !== "says" || !wrong) return;
  for (const field of form.querySelectorAll("input[inputmode], select")) {
    const is = wrong.includes(field.name);
    field.classList.toggle("is-invalid", is);
    if (is) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
    if (!is) field.closest("[class*=col-]")?.querySelector(".invalid-feedback")?.remove();
  }
});
