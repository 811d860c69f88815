// Mouse, pen and finger on the drawing: a tap sets, a mark is dragged, the lasso fills, a magnified drawing is moved.
const FAR = 5; // pixels a pointer moves before it is no tap

export class Pointer {
  constructor(map) {
    this.map = map;
    const { panel } = map;
    panel.addEventListener("pointerdown", (event) => this.down(event));
    panel.addEventListener("pointermove", (event) => this.moved(event));
    panel.addEventListener("pointerup", (event) => this.up(event));
    panel.addEventListener("pointercancel", () => this.cancel());
  }

  down(event) {
    if (event.button || this.held) return;
    const { map } = this;
    const place = map.ground.placeOf(event);
    const isArea = event.shiftKey || map.tool === "area";
    this.held = { pointer: event.pointerId, x: event.clientX, y: event.clientY, place, isFar: false, id: isArea ? null : this.near(event), corners: isArea ? [place] : null, box: { ...map.picture.box } };
    map.panel.setPointerCapture(event.pointerId);
  }

  // The mark under a pointer; a finger is broader than a mouse.
  near(event) {
    const reach = event.pointerType === "touch" ? 12 : 7;
    const marks = [...this.map.picture.points.children].map((mark) => {
      const box = mark.getBoundingClientRect();
      return { id: mark.dataset.id, far: Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY) };
    });
    return marks.filter((each) => each.far <= reach).sort((a, b) => a.far - b.far)[0]?.id ?? null;
  }

  moved(event) {
    const { held, map } = this;
    if (held?.pointer !== event.pointerId) return;
    held.isFar ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR;
    if (!held.isFar) return;
    const place = map.ground.placeOf(event);
    if (held.corners) {
      held.corners.push(place);
      map.picture.drawLasso(held.corners);
    } else if (held.id) map.picture.move(held.id, ...place);
    else if (map.picture.magnified > 1) map.picture.show(map.picture.box.x + held.place[0] - place[0], map.picture.box.y + held.place[1] - place[1]);
  }

  up(event) {
    const { held, map } = this;
    if (held?.pointer !== event.pointerId) return;
    this.held = null;
    const place = map.ground.placeOf(event);
    if (held.corners && held.isFar) map.fill(held.corners);
    else if (held.id && held.isFar) map.move(held.id, ...place);
    else if (held.id) map.choose(held.id);
    else if (!held.isFar) {
      map.cross = place;
      map.chosen = null;
      map.tell();
      map.set([place]);
    }
  }

  cancel() {
    this.held = null;
    this.map.picture.drawLasso([]);
    this.map.draw();
  }
}
