// A signature drawn with a finger, a pen or the mouse: moves and lines of an SVG path, kept in a hidden field.
const place = document.querySelector("[data-signature]");
if (place) {
  const field = document.getElementById(place.dataset.signature);
  const paper = place.querySelector("svg");
  const line = paper.querySelector("path");
  let drawing = false;
  place.hidden = false;
  if (field.value) line.setAttribute("d", field.value); // the page came back with something left to fill in
  const at = (event) => {
    const box = paper.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 600;
    const y = ((event.clientY - box.top) / box.height) * 200;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  const add = (letter, event) => {
    if (field.value.length > 19000) return;
    field.value += `${letter}${at(event)} `;
    line.setAttribute("d", field.value);
  };
  paper.addEventListener("pointerdown", (event) => { drawing = true; paper.setPointerCapture(event.pointerId); add("M", event); });
  paper.addEventListener("pointermove", (event) => { if (drawing) add("L", event); });
  for (const end of ["pointerup", "pointercancel"]) paper.addEventListener(end, () => { drawing = false; });
  place.querySelector("button").addEventListener("click", () => { field.value = ""; line.removeAttribute("d"); });
}
