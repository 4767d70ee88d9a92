/* Reviewing by single keys, and where one stands in the list. Comfort only: every step works without it. */
"use strict";

(() => {
  const OFF = "single-keys-off";
  const ROW = "table[data-review] > tbody > tr:not(.more)";
  let here = null;
  let last = null;

  const rows = () => [...document.querySelectorAll(ROW)];
  const goTo = (row) => {
    if (!row) return;
    document.getElementById(here)?.classList.remove("here");
    here = row.id;
    row.classList.add("here");
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const current = () => (here ? document.getElementById(here) : null);
  const step = (by) => {
    const all = rows();
    const at = current() ? all.indexOf(current()) : by > 0 ? -1 : all.length;
    goTo(all[at + by]);
  };
  const form = (kind, row = current()) => row?.querySelector(`form[data-verdict="${kind}"]`);

  // Once a row was decided, one stands at the next that was not.
  document.addEventListener("htmx:after:swap", (event) => {
    const sent = event.detail.ctx.sourceElement?.closest?.("form[data-verdict]");
    if (!sent) return;
    const row = document.getElementById(`a-${new FormData(sent).get("assist").split(":")[0]}`);
    if (!row) return;
    if (form("take-back", row)) last = row.id;
    const all = rows();
    const next = all.slice(all.indexOf(row) + 1).find((one) => !one.classList.contains("decided"));
    goTo(row.classList.contains("decided") ? (next ?? row) : row);
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.(ROW);
    if (row && !event.target.closest("a, button, input, select, textarea, summary, label")) goTo(row);
  });

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => form("approve")?.requestSubmit(),
    r: () => {
      const reasons = current()?.querySelector(".return");
      if (!reasons) return;
      reasons.open = true;
      reasons.querySelector("select").focus();
    },
    x: () => current()?.querySelector('input[type="checkbox"]')?.click(),
    o: () => current()?.querySelector(".who a, a")?.click(),
    u: () => form("take-back", document.getElementById(last))?.requestSubmit(),
    "?": () => {
      const help = document.querySelector("[data-keys]");
      if (help) help.open = !help.open;
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inField = event.target.closest?.('select, textarea, input:not([type="checkbox"])');
    const unfolded = event.target.closest?.(".return");
    if (event.key === "Escape" && unfolded) {
      unfolded.open = false;
      goTo(event.target.closest("tr"));
    } else if (!inField && localStorage.getItem(OFF) === null && Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  // What was unfolded over the rows below would hide where Tab goes next.
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Tab") return;
    for (const open of document.querySelectorAll("table[data-review] .return[open]")) open.open = open.contains(document.activeElement);
  });

  const offer = () => {
    const help = document.querySelector("[data-keys]");
    if (!help) return;
    help.hidden = false;
    help.querySelector("[data-keys-on]").checked = localStorage.getItem(OFF) === null;
  };
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-keys-on]")) return;
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  document.addEventListener("htmx:after:swap", offer);
  offer();
})();
