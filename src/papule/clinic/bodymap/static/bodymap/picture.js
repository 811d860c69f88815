// What is seen of the points on a drawing: marks, cross-hair, lasso, magnification.
const SVG = "http://www.w3.org/2000/svg";

export class Picture {
  constructor(ground, marks) {
    this.ground = ground;
    this.svg = ground.svg;
    this.marks = marks;
    this.points = this.svg.querySelector(".body-points");
    this.lasso = this.svg.querySelector(".body-lasso");
    this.cross = this.svg.querySelector(".body-cross");
    this.magnified = 1;
    this.box = { x: 0, y: 0 };
  }

  get size() { return Number(this.svg.dataset.unit) * (this.magnified > 1 ? 1.3 / this.magnified : 1); }

  draw(list, chosen) {
    const here = list.filter((each) => each.view === this.ground.view && each.x != null);
    this.points.replaceChildren(...here.map((each) => this.mark(each, each.id === chosen)));
  }

  mark(point, isChosen) {
    const mark = document.createElementNS(SVG, "path");
    const kind = (point.syringe ?? 0) % this.marks.length;
    mark.setAttribute("class", `body-mark body-mark-${kind}${isChosen ? " body-mark-chosen" : ""}`);
    mark.setAttribute("d", this.marks[kind]);
    mark.dataset.id = point.id;
    this.place(mark, point.x * this.ground.width, point.y * this.ground.height);
    return mark;
  }

  place(mark, x, y) { mark.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${this.size.toFixed(3)})`); }

  move(id, x, y) { this.place(this.points.querySelector(`[data-id="${CSS.escape(id)}"]`), x, y); }

  drawCross([x, y], found) {
    const long = this.size * 3.2, gap = this.size * 1.4;
    this.cross.setAttribute("d", `M${x - long} ${y}H${x - gap}M${x + gap} ${y}H${x + long}M${x} ${y - long}V${y - gap}M${x} ${y + gap}V${y + long}`);
    this.svg.querySelector(".body-region-here")?.classList.remove("body-region-here");
    found?.region.classList.add("body-region-here");
  }

  drawLasso(corners) { this.lasso.setAttribute("d", corners.length ? `M${corners.map((each) => each.join(" ")).join("L")}` : ""); }

  magnify(times, [x, y]) {
    this.magnified = Math.min(Math.max(this.magnified * times, 1), 8);
    this.show(x - this.ground.width / this.magnified / 2, y - this.ground.height / this.magnified / 2);
  }

  show(x, y) {
    const width = this.ground.width / this.magnified, height = this.ground.height / this.magnified;
    this.box = { x: Math.min(Math.max(x, 0), this.ground.width - width), y: Math.min(Math.max(y, 0), this.ground.height - height) };
    this.svg.setAttribute("viewBox", `${this.box.x} ${this.box.y} ${width} ${height}`);
  }

  // Moves what is seen so that a place is in it.
  follow([x, y]) {
    if (this.magnified === 1) return;
    const width = this.ground.width / this.magnified, height = this.ground.height / this.magnified, rim = width / 10;
    const inside = (at, from, size) => Math.min(Math.max(from, at + rim - size), at - rim);
    this.show(inside(x, this.box.x, width), inside(y, this.box.y, height));
  }
}
