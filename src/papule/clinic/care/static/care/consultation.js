// The consultation: what is written stays in this browser until the server has kept it.
const form = document.getElementById("consultation");
const store = `papule-consultation-${form.dataset.key}`;
const note = document.querySelector("[data-back]");

const isLeftOut = (name) => !name || ["csrfmiddlewaretoken", "do"].includes(name) || name.endsWith("_FORMS");
const keep = (isSent) => {
  const fields = [...new FormData(form)].filter(([name]) => !isLeftOut(name));
  try { localStorage.setItem(store, JSON.stringify({ fields, isSent })); } catch { /* full or refused */ }
};

const kept = JSON.parse(localStorage.getItem(store) ?? "null");
const said = (name) => kept.fields.filter(([each]) => each === name).map(([, value]) => value);
if (kept?.isSent && Number(said("revision")[0]) < Number(form.elements.revision.value)) localStorage.removeItem(store);
else if (kept && !("sentBack" in form.dataset)) {
  for (const field of form.elements) {
    if (isLeftOut(field.name) || ["submit", "button"].includes(field.type)) continue;
    const values = said(field.name);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) field.value = values.at(-1);
  }
  note.hidden = false;
}

// Words of other care tick its box; a box that is taken back takes its words along.
form.addEventListener("input", ({ target }) => {
  const box = target.name.startsWith("care-") && form.querySelector(`[name=other_care][value=${target.name.slice(5)}]`);
  if (box && target.value.trim()) box.checked = true;
  if (target.name === "other_care" && !target.checked) form.elements[`care-${target.value}`].value = "";
});
form.addEventListener("input", () => keep(false));
form.addEventListener("change", () => keep(false));
form.addEventListener("submit", () => keep(true));
note.querySelector("button").addEventListener("click", () => {
  localStorage.removeItem(store);
  location.assign(location.href);
});
