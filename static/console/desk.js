/* Comfort only: every page works without this file, and without htmx, whose words it puts in the page. */
"use strict";

(() => {
  const say = (text) => {
    const place = document.getElementById("said");
    const line = document.createElement("p");
    line.className = "message message-warning";
    line.textContent = text || place.dataset.lost;
    place.replaceChildren(line);
  };
  document.addEventListener("htmx:error", (event) => {
    if (event.detail.ctx?.request) say();
  });
  // What is no page of ours (a proxy's own words, a file) is never put into one.
  document.addEventListener("htmx:before:swap", (event) => {
    const main = event.detail.tasks.find((task) => task.type === "main");
    if (!main || main.fragment.childElementCount > 0) return;
    event.preventDefault();
    say();
  });
  // Where the page changed as a whole, reading goes on at its beginning.
  document.addEventListener("htmx:after:swap", (event) => {
    const from = event.detail.ctx.sourceElement;
    if (from?.matches?.("a, form[enctype], #work")) document.getElementById("work").focus({ preventScroll: true });
  });
})();

(() => {
  const BOX = 'input[type="checkbox"][form="bulk"]';
  const all = () => [...document.querySelectorAll(BOX)];
  const tell = () => {
    const output = document.querySelector("#bulk output");
    if (!output) return;
    output.hidden = false;
    output.textContent = output.dataset.ticked.replace("{count}", String(all().filter((box) => box.checked).length));
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-tick]") || !document.getElementById("bulk")) return;
    event.preventDefault();
    const boxes = all();
    const wanted = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = wanted;
    tell();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.(BOX)) tell();
  });
  document.addEventListener("htmx:after:swap", tell);
  tell();
})();

(() => {
  const show = () => {
    for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
  document.addEventListener("htmx:after:swap", show);
  show();
})();

// A form that goes the plain way is not sent twice by a double tap.
(() => {
  const sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (event.timeStamp - (sent.get(form) ?? -Infinity) < 3000) event.preventDefault();
    else sent.set(form, event.timeStamp);
  });
})();

(() => {
  const box = document.querySelector("[data-code]");
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (!box || !code) return;
  box.value = code;
  history.replaceState(null, "", location.pathname);
  document.querySelector('[name="password"]')?.focus();
})();
