// The points: read from the hidden field, written back after each change, with steps back and forth.
export const MOST = 2000;
let made = 0;

export const newId = () => `m${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}-${(made += 1)}`;

export class Points {
  constructor(input, blanks) {
    this.input = input;
    this.blanks = blanks; // how the names of fields begin that counted the points before
    this.past = [];
    this.future = [];
    this.read();
  }

  read() {
    try {
      const listed = JSON.parse(this.input.value || "[]");
      this.list = Array.isArray(listed) ? listed : [];
      this.isBroken = !Array.isArray(listed);
    } catch {
      this.list = [];
      this.isBroken = true;
    }
    this.written = this.input.value;
  }

  // Takes a new list; the old one can be had back.
  change(list) {
    if (this.isBroken && list.length) return false;
    this.isBroken = false;
    this.past.push(this.list);
    this.future = [];
    this.write(list.slice(0, MOST));
    return list.length <= MOST;
  }

  add(points) { return this.change([...this.list, ...points]); }

  remove(ids) { return this.change(this.list.filter((each) => !ids.has(each.id))); }

  undo() { this.step(this.past, this.future); }

  redo() { this.step(this.future, this.past); }

  step(from, to) {
    if (!from.length) return;
    to.push(this.list);
    this.write(from.pop());
  }

  write(list) {
    this.list = list;
    if (this.blanks) for (const each of this.input.form.querySelectorAll(`[name^="${this.blanks}"]`)) each.value = "";
    this.input.value = this.written = JSON.stringify(list);
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
