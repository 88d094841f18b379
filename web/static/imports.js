// Import pages: too large a file is said before it is sent; the bar follows the work. Both pages work without.
"use strict";

const upload = document.querySelector("[data-import-upload]");
if (upload) {
  const input = upload.querySelector("input[type=file]");
  const said = upload.querySelector("[data-import-error]");
  const check = () => {
    const isLarge = [...input.files].some((file) => file.size > Number(upload.dataset.maxBytes));
    said.hidden = !isLarge;
    return !isLarge;
  };
  input.addEventListener("change", check);
  upload.addEventListener("submit", (event) => {
    if (!check()) event.preventDefault();
  });
}

const card = document.querySelector("[data-import-progress]");
if (card) {
  const bar = card.querySelector("progress");
  const count = card.querySelector("[data-import-count]");
  const ask = async () => {
    let wait = 700;
    try {
      const response = await fetch(card.dataset.importProgress, { headers: { Accept: "application/json" } });
      if (response.status === 401 || response.status === 404) return window.location.reload();
      const state = await response.json();
      if (response.ok && state.stage !== card.dataset.stage) return window.location.reload();
      if (response.ok && state.stage === "importing" && state.total) {
        bar.max = state.total;
        bar.value = state.done;
        count.textContent = `${state.done} dari ${state.total} baris`;
      }
    } catch {
      wait = 2000; // the connection was cut or the server is busy: ask again
    }
    window.setTimeout(ask, wait);
  };
  window.setTimeout(ask, 400);
}

const filter = document.querySelector("[data-import-filter]");
if (filter) filter.addEventListener("change", () => filter.form.submit());
