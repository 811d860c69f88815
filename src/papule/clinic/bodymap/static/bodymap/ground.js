// What lies where on a drawing: site and side at a place, points laid over an area, mirror images. Lengths in centimetres.
const OTHER = { left: "right", right: "left", midline: "midline" };
const PAIRS = [["adult-left", "adult-right"], ["hand-left", "hand-right"], ["foot-left", "foot-right"]];
const brush = document.createElement("canvas").getContext("2d"); // knows what lies inside a path that is not shown, too
const traced = (path) => new Path2D(path.getAttribute("d"));

export class Ground {
  constructor(svg, midline) {
    this.svg = svg;
    this.view = svg.dataset.view;
    [, , this.width, this.height] = svg.getAttribute("viewBox").split(" ").map(Number);
    this.midline = midline;
    this.figures = [...svg.querySelectorAll(".body-figure")].map((figure) => ({
      faces: figure.dataset.faces,
      middle: Number(figure.dataset.middle),
      skin: [...figure.querySelectorAll(".body-skin")].map(traced),
      regions: [...figure.querySelectorAll(".body-region")].reverse().map((path) => ({ path, ...path.dataset, edge: traced(path) })),
    }));
  }

  // The place of a pointer, in centimetres of the drawing.
  placeOf(event) {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return [place.x, place.y];
  }

  at(x, y) {
    for (const figure of this.figures) {
      if (!figure.skin.some((edge) => brush.isPointInPath(edge, x, y))) continue;
      const region = figure.regions.find((each) => brush.isPointInPath(each.edge, x, y));
      return region ? { site: region.site, side: region.side || this.sideOf(figure, x), region: region.path, figure } : null;
    }
    return null;
  }

  sideOf({ faces, middle }, x) {
    if (faces === "left" || faces === "right") return faces;
    if (Math.abs(x - middle) <= this.midline) return "midline";
    return (x > middle) === (faces === "front") ? "left" : "right";
  }

  // A point as it is kept, or null beside the body.
  point(x, y, syringe, map, id) {
    const relative = (value, whole) => Math.round((value / whole) * 1e4) / 1e4;
    const [across, down] = [relative(x, this.width), relative(y, this.height)];
    const found = this.at(across * this.width, down * this.height);
    return found && { id, view: this.view, map, x: across, y: down, site: found.site, side: found.side, syringe };
  }

  // A staggered grid over a box, of what `is` lets through.
  lay({ left, top, right, bottom }, spacing, is) {
    const spots = [];
    const rise = spacing * Math.sqrt(0.75);
    for (let row = 0, y = top + rise / 2; y < bottom; row += 1, y += rise)
      for (let x = left + (row % 2 ? spacing : spacing / 2); x < right; x += spacing) if (is(x, y)) spots.push([x, y]);
    return spots;
  }

  inLasso(corners, spacing) {
    const across = corners.map(([x]) => x), down = corners.map(([, y]) => y);
    const box = { left: Math.min(...across), right: Math.max(...across), top: Math.min(...down), bottom: Math.max(...down) };
    return this.lay(box, spacing, (x, y) => isInside(corners, x, y) && this.at(x, y));
  }

  // As many spots as wanted over the site and side at a place, evenly.
  inSite(x, y, count) {
    const found = this.at(x, y);
    if (!found) return [];
    const box = found.region.getBBox();
    const edges = { left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height };
    const same = (a, b) => { const here = this.at(a, b); return here?.region === found.region && here.side === found.side; };
    if (found.side === "midline") {
      edges.left = found.figure.middle - 0.2; edges.right = found.figure.middle + 0.2;
      return Array.from({ length: count }, (_, at) => [found.figure.middle, box.y + (box.height * (at + 0.5)) / count]).filter(([a, b]) => same(a, b));
    }
    let spacing = Math.sqrt((box.width * box.height) / count) * 1.1, spots = [];
    for (let tries = 0; tries < 60 && spots.length < count; tries += 1, spacing *= 0.94) spots = this.lay(edges, spacing, same);
    return spots.length <= count ? spots : Array.from({ length: count }, (_, at) => spots[Math.floor((at * spots.length) / count)]);
  }

  // The mirror image of a point: on this drawing, or on that of the other side.
  mirrored(point) {
    if (point.side === "midline") return null;
    const pair = PAIRS.find((each) => each.includes(this.view));
    const swapped = { ...point, side: OTHER[point.side] };
    if (pair) return { ...swapped, view: pair.find((each) => each !== this.view), x: round(1 - point.x) };
    const figure = this.at(point.x * this.width, point.y * this.height)?.figure;
    return figure ? { ...swapped, x: round((2 * figure.middle) / this.width - point.x) } : null;
  }
}

const round = (value) => Math.round(value * 1e4) / 1e4;

export function isInside(corners, x, y) {
  let inside = false;
  corners.forEach(([x1, y1], at) => {
    const [x2, y2] = corners[(at + 1) % corners.length];
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) * (x2 - x1)) / (y2 - y1)) inside = !inside;
  });
  return inside;
}
