/* Comfort only: every page works without this file. */
"use strict";

(() => {
  const bulk = document.getElementById("bulk");
  if (!bulk) return;
  const BOX = 'input[type="checkbox"][form="bulk"]';
  const all = () => [...document.querySelectorAll(BOX)];
  const output = bulk.querySelector("output");
  const link = document.querySelector("[data-tick]");

  const tell = () => {
    const count = all().filter((box) => box.checked).length;
    output.hidden = false;
    output.textContent = output.dataset.ticked.replace("{count}", String(count));
  };

  link?.addEventListener("click", (event) => {
    event.preventDefault();
    const boxes = all();
    const wanted = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = wanted;
    tell();
  });
  document.addEventListener("change", (event) => {
    if (event.target === document || event.target.matches(BOX)) tell();
  });
  tell();
})();

(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();

(() => {
  const box = document.querySelector("[data-code]");
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (!box || !code) return;
  box.value = code;
  history.replaceState(null, "", location.pathname);
  document.querySelector('[name="password"]')?.focus();
})();
