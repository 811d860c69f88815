// The points in words: how many on each site and side, each with a button that removes it.
export function grouped(list) {
  const groups = new Map();
  for (const each of list) {
    const key = `${each.site} ${each.side}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}

export class List {
  constructor(root, words) {
    this.root = root;
    this.words = words;
  }

  named({ site, side }) { return `${this.words.names[site] ?? site}, ${this.words[side] ?? side}`; }

  counted(count) {
    const isOne = new Intl.PluralRules(document.documentElement.lang).select(count) === "one"; // of none as well, in French
    return `${count} ${isOne ? this.words.point : this.words.points}`;
  }

  draw(list, chosen) {
    const open = new Set([...this.root.querySelectorAll("details[open]")].map((each) => each.dataset.key));
    const groups = grouped(list);
    const total = document.createElement("p");
    total.className = "body-total";
    total.textContent = list.length ? `${this.words.total}${this.words.colon}${this.counted(list.length)}` : this.words.none;
    this.root.replaceChildren(total, ...groups.map((group) => this.group(group, open, chosen)));
  }

  group(group, open, chosen) {
    const details = document.createElement("details");
    details.dataset.key = `${group[0].site} ${group[0].side}`;
    details.open = open.has(details.dataset.key);
    const summary = document.createElement("summary");
    summary.textContent = `${this.named(group[0])}${this.words.colon}${group.length}`;
    const listed = document.createElement("ul");
    listed.append(...group.map((each, at) => this.row(each, at, chosen)));
    const all = this.button(this.words.removeAll, group.map((each) => each.id), this.named(group[0]));
    details.append(summary, all, listed);
    return details;
  }

  row(point, at, chosen) {
    const row = document.createElement("li");
    const syringe = this.words.several ? `, ${this.words.syringe} ${(point.syringe ?? 0) + 1}` : "";
    const said = `${this.words.point} ${at + 1}${syringe}`;
    const choose = document.createElement("button");
    Object.assign(choose, { type: "button", className: "btn btn-sm btn-link", textContent: said });
    choose.dataset.choose = point.id;
    choose.setAttribute("aria-pressed", String(point.id === chosen));
    row.append(choose, this.button(this.words.remove, [point.id], `${this.named(point)}, ${said}`));
    return row;
  }

  button(said, ids, what) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-sm btn-outline-secondary", textContent: said });
    button.dataset.remove = JSON.stringify(ids);
    button.setAttribute("aria-label", `${said}${this.words.colon}${what}`);
    return button;
  }
}
