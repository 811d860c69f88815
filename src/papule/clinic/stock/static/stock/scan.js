// A hand scanner types like a keyboard: the separator between two parts of a code (GS) arrives as Ctrl+], which a
// text field swallows. It is put in as a sign that the server reads. Where the browser can see codes, the camera helps.
const GS = "␝";

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-scan]");
  const separator = (event.ctrlKey && (event.key === "]" || event.code === "BracketRight")) || event.key === "\u001d" || event.code === "F8";
  if (!field || !separator) return;
  event.preventDefault();
  field.setRangeText(GS, field.selectionStart, field.selectionEnd, "end");
});

const formats = ["data_matrix", "code_128", "qr_code", "ean_13"];
const able = "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia
  && (await BarcodeDetector.getSupportedFormats()).includes("data_matrix");
for (const button of able ? document.querySelectorAll("[data-scan-camera]") : []) {
  button.hidden = false;
  button.addEventListener("click", () => look(button.closest("form")));
}

async function look(form) {
  const dialog = form.querySelector("[data-scan-dialog]");
  const [video, status] = [dialog.querySelector("video"), dialog.querySelector("[role=status]")];
  dialog.showModal();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    status.textContent = status.dataset.refused;
    return;
  }
  dialog.addEventListener("close", () => stream.getTracks().forEach((track) => track.stop()), { once: true });
  video.srcObject = stream;
  await video.play();
  const detector = new BarcodeDetector({ formats });
  while (dialog.open) {
    const [code] = await detector.detect(video).catch(() => []);
    if (code) {
      status.textContent = status.dataset.found;
      dialog.close();
      take(form, code.rawValue);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
}

function take(form, text) {
  const field = form.querySelector("[data-scan]");
  field.value = text.replaceAll("\u001d", GS);
  form.requestSubmit(form.querySelector("button[value=read]"));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-scan-close]")) event.target.closest("dialog").close();
});
