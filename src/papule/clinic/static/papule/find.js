// A long list that is searched by typing. The list stays what is sent; before it stands a field with what fits.
// Without this file the list is chosen from as it is.
const folded = (text) => text.replace(/œ/gi, "oe").replace(/æ/gi, "ae").normalize("NFKD").replace(/\p{M}/gu, "")
  .toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const begins = (text, words) => words.every((word) => ` ${text}`.includes(` ${word}`));
const holds = (text, words) => words.every((word) => text.includes(word));

const made = (attributes, ...content) => {
  const element = document.createElement(attributes.role === "combobox" ? "input" : "div");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
};

class Find {
  active = null;

  constructor(select) {
    const names = JSON.parse(document.getElementById(select.dataset.find).textContent);
    const [label] = select.labels;
    this.select = select;
    this.known = [...select.options].filter((each) => each.value).map((option) => {
      const others = names[option.value] ?? [];
      return { option, others, own: folded(option.text), all: folded([option.text, ...others].join(" ")) };
    });
    this.list = made({ role: "listbox", id: `${select.id}-list`, class: "find-list", "aria-label": label.innerText.trim() });
    this.field = made({
      role: "combobox", id: `${select.id}-find`, class: "form-control", "aria-controls": this.list.id,
      "aria-autocomplete": "list", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      placeholder: select.options[0].value ? "" : select.options[0].text,
    });
    this.none = made({ role: "status", class: "find-none" });
    this.frame = made({ class: "find" }, this.field, this.list, this.none);
    this.listen();
    label.htmlFor = this.field.id;
    for (const link of document.querySelectorAll(`a[href="#${CSS.escape(select.id)}"]`)) link.hash = this.field.id; // of errors
    select.hidden = true;
    select.after(this.frame);
    this.close();
  }

  listen() {
    const { field, list, select } = this;
    field.addEventListener("input", () => this.open(field.value));
    field.addEventListener("focus", () => field.select());
    field.addEventListener("click", () => this.clicked());
    field.addEventListener("blur", () => { if (!field.value.trim()) this.choose(""); else this.close(); });
    field.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey && this.press(event.key)) event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the cursor
    list.addEventListener("click", ({ target }) => {
      const row = target.closest("[role=option]");
      if (row) this.choose(row.dataset.value);
    });
    for (const kind of ["input", "change"]) this.frame.addEventListener(kind, (event) => event.stopPropagation());
    select.addEventListener("change", () => this.show());
    window.addEventListener("pageshow", () => this.show()); // a browser that goes back fills lists in again
    new MutationObserver(() => this.mark()).observe(select, { attributes: true, attributeFilter: ["class", "aria-invalid"] });
  }

  // What is chosen, and whether the server says that it is wrong.
  show() {
    this.field.value = this.select.value ? this.select.selectedOptions[0].text : "";
    this.field.title = this.field.value;
    this.mark();
  }

  mark() {
    this.field.classList.toggle("is-invalid", this.select.classList.contains("is-invalid"));
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (this.select.hasAttribute(name)) this.field.setAttribute(name, this.select.getAttribute(name));
      else this.field.removeAttribute(name);
    }
  }

  close() {
    this.list.hidden = true;
    this.none.textContent = "";
    this.field.setAttribute("aria-expanded", "false");
    this.point(null);
    this.show();
  }

  choose(value) {
    const isOther = this.select.value !== value;
    this.select.value = value;
    this.close();
    if (isOther) this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  clicked() {
    if (!this.list.hidden) return;
    this.field.select();
    this.open("");
    if (matchMedia("(pointer: coarse)").matches) this.frame.scrollIntoView({ block: "start" }); // above the keyboard
  }

  rows() { return [...this.list.querySelectorAll("[role=option]")]; }

  open(typed) {
    const words = folded(typed).split(" ").filter(Boolean);
    let found = this.known.filter((each) => begins(each.all, words));
    if (!found.length) found = this.known.filter((each) => holds(each.all, words));
    found.sort((one, other) => begins(other.own, words) - begins(one.own, words));
    const groups = new Map();
    for (const each of found) {
      const name = each.option.parentElement.label ?? "";
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(this.row(each, words));
    }
    this.list.replaceChildren(...[...groups].flatMap(([name, rows]) => (
      name ? [made({ role: "group", "aria-label": name }, made({ class: "find-group", "aria-hidden": "true" }, name), ...rows)] : rows
    )));
    this.list.hidden = !found.length;
    this.field.setAttribute("aria-expanded", String(found.length > 0));
    this.none.textContent = found.length ? "" : this.select.dataset.none;
    this.point(words.length ? this.rows()[0] : this.rows().find((each) => each.dataset.value === this.select.value));
  }

  // A choice; where its name does not hold what was typed, the name that does.
  row({ option, others, own }, words) {
    const lacking = words.filter((word) => !holds(own, [word]));
    const why = lacking.length ? others.find((each) => holds(folded(each), lacking)) ?? "" : "";
    const id = `${this.list.id}-${option.index}`;
    return made({ role: "option", id, "aria-selected": "false", "data-value": option.value }, option.text, made({ class: "find-why" }, why));
  }

  point(row) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = row ?? null;
    if (!row) { this.field.removeAttribute("aria-activedescendant"); return; }
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", row.id);
  }

  // Do what a key asks for; gives whether that was all it should do.
  press(key) {
    if (key === "ArrowDown" || key === "ArrowUp") this.step(key === "ArrowDown" ? 1 : -1);
    else if (key === "Enter") { if (this.active) this.choose(this.active.dataset.value); else if (this.list.hidden) this.open(""); }
    else if (key === "Escape" && (!this.list.hidden || this.none.textContent)) { this.close(); this.field.select(); }
    else return false;
    return true;
  }

  step(by) {
    if (this.list.hidden) { this.open(""); if (this.active) return; }
    const rows = this.rows();
    const at = this.active ? rows.indexOf(this.active) + by : by > 0 ? 0 : -1;
    this.point(rows.at(at % rows.length));
  }
}

for (const select of document.querySelectorAll("select[data-find]")) new Find(select);
