// The time of observation: what is left, each second; the server knows the end, so a reload changes nothing.
const timer = document.querySelector("[data-until]");
function tick() {
  const left = Math.round((new Date(timer.dataset.until) - Date.now()) / 1000);
  const shown = timer.querySelector("span");
  shown.textContent = left <= 0 ? `(${timer.dataset.over})`
    : `(${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} ${timer.dataset.left})`;
  if (left > 0) setTimeout(tick, 1000);
}
if (timer) tick();
