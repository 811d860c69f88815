// An appointment is dragged to another place of the table; the server says whether it may be there.
const table = document.querySelector(".agenda");
const problem = document.querySelector("#agenda-problem");
const said = document.querySelector("#agenda-said");
let dragged = null;

// A cell that covers several rows: the row under the pointer says the time.
const time = (cell, y) => {
  const rows = [...table.tBodies[0].rows];
  const first = rows.indexOf(cell.parentElement);
  const below = rows.slice(first + 1, first + cell.rowSpan).filter((row) => row.getBoundingClientRect().top <= y).length;
  return below ? new Date(Date.parse(cell.dataset.at) + below * table.dataset.row * 60000).toISOString() : cell.dataset.at;
};

const tell = (words) => { problem.textContent = words; problem.hidden = !words; };

// What is odd is asked about, and done where it is meant.
const ask = (words, act) => {
  const button = document.createElement("button");
  button.className = "btn btn-outline-secondary ms-2";
  button.textContent = table.dataset.meant;
  button.addEventListener("click", act);
  tell(words);
  problem.append(button);
  button.focus();
};

const move = async (visit, form) => {
  tell("");
  try {
    const answer = await fetch(visit.dataset.move, {
      method: "POST", body: form, headers: { "X-CSRFToken": table.dataset.csrf, "X-Requested-With": "fetch" },
    });
    if (answer.ok) { said.textContent = table.dataset.moved; location.reload(); return; }
    if (answer.status === 401) { location.reload(); return; }
    const refused = await answer.json();
    if (!refused.can_be_meant) { tell(refused.problem); return; }
    form.set("meant", "yes");
    ask(refused.problem, () => move(visit, form));
  } catch { tell(table.dataset.failed); }
};

table?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".agenda-visit");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged?.dataset.move ?? "");
});
table?.addEventListener("dragover", (event) => {
  const cell = event.target.closest("td");
  if (!cell || !dragged) return;
  event.preventDefault();
  table.querySelector(".agenda-over")?.classList.remove("agenda-over");
  cell.classList.add("agenda-over");
});
table?.addEventListener("dragend", () => table.querySelector(".agenda-over")?.classList.remove("agenda-over"));
table?.addEventListener("drop", (event) => {
  const cell = event.target.closest("td");
  if (!cell || !dragged) return;
  event.preventDefault();
  const form = new URLSearchParams({ at: time(cell, event.clientY), doctor: cell.dataset.doctor, revision: dragged.dataset.revision });
  const visit = dragged;
  dragged = null;
  move(visit, form);
});
