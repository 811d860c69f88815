// The editor of the points on the body. Everything it knows of the body lies in the drawing, its words in data attributes.
import { Ground } from "./ground.js";
import { List } from "./list.js";
import { Picture } from "./picture.js";
import { Points, newId } from "./points.js";
import { Pointer } from "./pointer.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class BodyMap {
  constructor(root) {
    const { names, marks, offsets, midline, ...words } = root.dataset;
    this.root = root;
    this.offsets = JSON.parse(offsets);
    this.words = { ...words, names: JSON.parse(names), midline: root.dataset.midlineWord, several: !!root.querySelector("[data-syringe]") };
    this.grounds = Object.fromEntries([...root.querySelectorAll("svg.body-view")].map((svg) => [svg.dataset.view, new Ground(svg, Number(midline))]));
    this.pictures = Object.fromEntries(Object.entries(this.grounds).map(([view, ground]) => [view, new Picture(ground, JSON.parse(marks))]));
    this.points = new Points(document.getElementById(root.dataset.input), root.dataset.blanks);
    this.list = new List(root.querySelector("[data-list]"), this.words);
    this.panel = root.querySelector(".body-ground");
    this.here = root.querySelector("[data-here]");
    this.corners = null; // of an area begun by keyboard
    root.hidden = false;
    this.show(this.points.list.find((each) => each.view in this.grounds)?.view ?? Object.keys(this.grounds)[0]);
    if (this.points.isBroken) this.say(this.words.unread);
    this.listen();
  }

  get ground() { return this.grounds[this.view]; }

  get picture() { return this.pictures[this.view]; }

  get syringe() { return Number(this.root.querySelector("[data-syringe][aria-pressed=true]")?.dataset.syringe ?? 0); }

  get tool() { return this.root.querySelector("[data-tool][aria-pressed=true]").dataset.tool; }

  get spacing() { return Math.max(Number(this.root.querySelector("[data-spacing]").value) || 15, 2) / 10; }

  listen() {
    new Pointer(this);
    this.root.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener("change", (event) => event.stopPropagation()); // its own fields are no part of the form
    this.root.addEventListener("input", (event) => event.stopPropagation());
    this.root.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); });
    this.panel.addEventListener("keydown", (event) => this.key(event));
    this.panel.addEventListener("focus", () => this.tell());
    this.points.input.form?.addEventListener("keep", () => { if (this.points.input.value !== this.points.written) { this.points.read(); this.draw(); } });
  }

  show(view) {
    this.view = view;
    this.corners = null;
    for (const [name, { svg }] of Object.entries(this.grounds)) name === view ? svg.removeAttribute("display") : svg.setAttribute("display", "none");
    this.press("[data-view]", (each) => each.dataset.view === view);
    const { width, height, figures: [{ middle }] } = this.ground;
    this.cross = [[middle, height * 0.36], [middle + width / 4, height * 0.36]].find((each) => this.ground.at(...each)) ?? [middle, height / 2];
    this.chosen = null;
    this.draw();
  }

  press(selector, is) { for (const each of this.root.querySelectorAll(`button${selector}`)) each.setAttribute("aria-pressed", String(is(each))); }

  draw() {
    const { list, past, future } = this.points;
    this.picture.draw(list, this.chosen);
    this.list.draw(list, this.chosen);
    for (const button of this.root.querySelectorAll("button[data-view]")) {
      const count = list.filter((each) => each.view === button.dataset.view).length;
      const badge = button.querySelector(".body-badge");
      badge.hidden = !count;
      badge.textContent = count ? ` ${count}` : "";
    }
    this.root.querySelector("[data-do=undo]").toggleAttribute("disabled", !past.length);
    this.root.querySelector("[data-do=redo]").toggleAttribute("disabled", !future.length);
    this.root.querySelector("[data-do=joint-line]").hidden = !this.grounds.knee;
    this.tell();
  }

  // Says what is under the cross-hair and how many points are on it.
  tell() {
    const found = this.ground.at(...this.cross);
    this.picture.drawCross(this.cross, found);
    if (!found) return this.say(this.words.nowhere);
    const count = this.points.list.filter((each) => each.site === found.site && each.side === found.side).length;
    return this.say(`${this.list.named(found)}${this.words.colon}${this.list.counted(count)}${this.chosen ? ` (1 ${this.words.selected})` : ""}`);
  }

  say(words) { if (this.here.textContent !== words) this.here.textContent = words; }

  after(isWhole, words) {
    this.draw();
    if (!isWhole) this.say(this.points.isBroken ? this.words.unread : this.words.full);
    else if (words) this.say(words);
  }

  set(places, ground = this.ground) {
    const map = this.root.dataset.map;
    const points = places.map(([x, y]) => ground.point(x, y, this.syringe, map, newId())).filter(Boolean);
    if (!points.length) return this.say(places.length === 1 ? this.words.nowhere : this.words.noRoom);
    const isWhole = this.points.add(points);
    this.chosen = points.length === 1 ? points[0].id : null;
    return this.after(isWhole);
  }

  move(id, x, y) {
    const now = this.ground.point(x, y, 0, this.root.dataset.map, id);
    if (now) {
      const { syringe, ...where } = now; // stays with its syringe
      this.cross = [x, y];
      this.points.change(this.points.list.map((each) => (each.id === id ? { ...each, ...where } : each)));
    }
    this.draw();
    if (!now) this.say(this.words.nowhere);
  }

  remove(ids) {
    if (ids.has(this.chosen)) this.chosen = null;
    this.after(this.points.remove(ids));
  }

  choose(id) {
    const point = this.points.list.find((each) => each.id === id);
    if (point.view in this.grounds && point.view !== this.view) this.show(point.view);
    this.chosen = id;
    if (point.x != null) this.cross = [point.x * this.ground.width, point.y * this.ground.height];
    this.picture.follow(this.cross);
    this.draw();
  }

  fill(corners) {
    this.picture.drawLasso([]);
    this.set(corners.length > 2 ? this.ground.inLasso(corners, this.spacing) : []);
  }

  click(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const { view, tool, syringe, remove, choose } = button.dataset;
    if (view) this.show(view);
    else if (tool) this.press("[data-tool]", (each) => each === button);
    else if (syringe) this.press("[data-syringe]", (each) => each === button);
    else if (remove) { this.remove(new Set(JSON.parse(remove))); this.panel.focus({ preventScroll: true }); }
    else if (choose) { this.choose(choose); this.root.querySelector(`[data-choose="${CSS.escape(choose)}"]`)?.focus(); }
    else if (button.dataset.do) this.does[button.dataset.do]();
  }

  does = {
    undo: () => { this.chosen = null; this.points.undo(); this.draw(); },
    redo: () => { this.chosen = null; this.points.redo(); this.draw(); },
    clear: () => { this.chosen = null; this.after(this.points.change([])); },
    closer: () => { this.picture.magnify(2, this.cross); this.draw(); },
    farther: () => { this.picture.magnify(0.5, this.cross); this.draw(); },
    fill: () => this.set(this.ground.inSite(...this.cross, Math.min(Math.max(Number(this.root.querySelector("[data-count]").value) || 1, 1), 200))),
    mirror: () => this.mirror(),
    paravertebral: () => this.paravertebral(),
    "joint-line": () => this.jointLine(),
  };

  mirror() {
    const near = (a, b) => a.view === b.view && a.side === b.side && Math.hypot(a.x - b.x, a.y - b.y) < 0.004;
    const here = this.points.list.filter((each) => each.view === this.view && each.x != null);
    const images = here.map((each) => this.ground.mirrored(each)).filter((each) => each && !this.points.list.some((other) => near(each, other)));
    if (images.length) this.after(this.points.add(images.map((each) => ({ ...each, id: newId() }))));
  }

  paravertebral() {
    if (this.ground.figures[0].faces !== "back") this.show("adult-back");
    const middle = this.ground.figures[0].middle;
    this.set([...new Set(this.offsets.flatMap((each) => [-each, each]))].map((each) => [middle + each, this.cross[1]]));
  }

  jointLine() {
    const asked = this.view === "knee" ? this.ground.at(...this.cross)?.side : null;
    if (this.view !== "knee") this.show("knee");
    const { svg, width, height } = this.ground;
    const places = JSON.parse(svg.dataset.jointLine).map(([x, y]) => [x * width, y * height]);
    this.set(places.filter(([x, y]) => !asked || this.ground.at(x, y)?.side === asked));
  }

  key(event) {
    const step = ARROWS[event.key];
    const isControl = event.ctrlKey || event.metaKey;
    if (step) this.go(step, event.shiftKey);
    else if (isControl && event.key.toLowerCase() === "z") this.does[event.shiftKey ? "redo" : "undo"]();
    else if (isControl && event.key.toLowerCase() === "y") this.does.redo();
    else if (isControl || event.altKey) return;
    else if (event.key === "Enter" || event.key === " ") this.corners ? this.corner() : this.set([this.cross]);
    else if (event.key === "Delete" || event.key === "Backspace") this.removeHere();
    else if (event.key.toLowerCase() === "l") this.area();
    else if (event.key === "Escape") { this.corners = null; this.chosen = null; this.picture.drawLasso([]); this.draw(); }
    else return;
    event.preventDefault();
  }

  go([across, down], isFine) {
    const { width, height } = this.ground;
    const step = (isFine ? height / 900 : height / 120) / Math.sqrt(this.picture.magnified);
    this.chosen = null;
    this.cross = [Math.min(Math.max(this.cross[0] + across * step, 0), width), Math.min(Math.max(this.cross[1] + down * step, 0), height)];
    this.picture.follow(this.cross);
    this.picture.draw(this.points.list, null);
    this.tell();
  }

  removeHere() {
    const { width, height } = this.ground;
    const far = ({ x, y }) => Math.hypot(x * width - this.cross[0], y * height - this.cross[1]);
    const near = this.points.list.filter((each) => each.view === this.view && each.x != null && far(each) < this.picture.size * 1.6);
    const id = this.chosen ?? near.sort((a, b) => far(a) - far(b))[0]?.id;
    if (id) this.remove(new Set([id]));
  }

  area() {
    const corners = this.corners;
    this.corners = corners ? null : [this.cross];
    if (corners) this.fill(corners);
  }

  corner() {
    this.corners.push(this.cross);
    this.picture.drawLasso(this.corners);
  }
}

for (const root of document.querySelectorAll("[data-body-map]")) new BodyMap(root);
