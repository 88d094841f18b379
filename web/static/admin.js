// What every page of the admin site needs of scripts; all pages work without them.
"use strict";

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-confirm], [data-copy], [data-print]");
  if (!target) return;
  if (target.dataset.confirm && !window.confirm(target.dataset.confirm)) event.preventDefault();
  if (target.dataset.copy) copy(target, document.getElementById(target.dataset.copy));
  if ("print" in target.dataset) window.print();
});

// The clipboard needs HTTPS or localhost; elsewhere the text is marked, to be copied by hand.
async function copy(button, input) {
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    button.textContent = "Tersalin";
  } catch {
    button.textContent = "Tekan lama pada tautan, lalu salin";
  }
}

// Two quick taps save once.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.dataset.sent) event.preventDefault();
  else if (event.target.method === "post") event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
