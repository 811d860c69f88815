// The screen locks when nobody has touched it for a while, and a page's own requests survive a locked or ended
// session: what was typed stays, one signs in again in the same page, and the request is made anew.
const body = document.body;
const locked = body.dataset.locked;
const idle = Number(body.dataset.idleMinutes) * 60 * 1000;
let touched = Date.now();

const others = new BroadcastChannel("papule-touched"); // who works in another page of this browser is not idle here
others.onmessage = () => { touched = Date.now(); };
for (const kind of ["pointerdown", "keydown", "scroll"]) {
  addEventListener(kind, () => { touched = Date.now(); others.postMessage(kind); }, { passive: true, capture: true });
}
setInterval(() => {
  if (Date.now() - touched < idle || document.querySelector(".veil")) return;
  cover();
}, 5000);

let waiting = null;

// Cover the page with the unlock form; resolves when the session is open again.
export function cover() {
  waiting ??= new Promise((resolve) => {
    const veil = document.createElement("div");
    veil.className = "veil";
    veil.setAttribute("role", "dialog");
    veil.setAttribute("aria-modal", "true");
    document.body.append(veil);
    const show = async (request) => {
      const answer = await fetch(locked, { headers: { "X-Requested-With": "fetch", "X-Papule-Veil": "1" }, ...request });
      if (answer.status === 204) { veil.remove(); waiting = null; touched = Date.now(); resolve(); return; }
      if (answer.status === 401) { location.assign(`${answer.headers.get("Location") ?? "/"}?next=${encodeURIComponent(location.pathname + location.search)}`); return; }
      veil.innerHTML = await answer.text(); // our own server's form, under the same policy as the page
      const form = veil.querySelector("form");
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        event.stopPropagation();
        show({ method: "POST", body: new FormData(form) });
      });
      veil.querySelector("input[type=password]")?.focus();
    };
    show({ method: "POST", body: new URLSearchParams({ lock: "1", csrfmiddlewaretoken: csrf() }) })
      .catch(() => { veil.remove(); waiting = null; resolve(); });
  });
  return waiting;
}

const csrf = () => JSON.parse(body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";

// fetch() for pages: with the token, and made again once a locked session is open.
export async function ask(address, request = {}) {
  const headers = { "X-CSRFToken": csrf(), "X-Requested-With": "fetch", ...(request.headers ?? {}) };
  const answer = await fetch(address, { ...request, headers });
  if (answer.status !== 401) return answer;
  await cover();
  return ask(address, request);
}

// The same for what htmx asks: unlocked in place, and what was being kept is sent anew.
body.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, elt } = event.detail;
  if (xhr.status !== 401 || !xhr.getResponseHeader("HX-Redirect")?.startsWith(locked)) return;
  event.preventDefault();
  const form = elt.closest("form");
  cover().then(() => form?.dispatchEvent(new Event("keep", { bubbles: true })));
});
