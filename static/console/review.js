/* Reviewing by single keys and without loading the page anew. Comfort only: every step works without it. */
"use strict";

(() => {
  const list = document.querySelector("table[data-review]");
  if (!list) return;
  const help = document.querySelector("[data-keys]");
  const wish = help?.querySelector("[data-keys-on]");
  const OFF = "single-keys-off";
  let here = null;
  let last = null;

  const rows = () => [...list.querySelectorAll("tbody > tr:not(.more)")];
  const moreOf = (row) => (row.nextElementSibling?.classList.contains("more") ? row.nextElementSibling : null);

  const goTo = (row) => {
    if (!row) return;
    here?.classList.remove("here");
    here = row;
    here.classList.add("here");
    here.tabIndex = -1;
    here.focus({ preventScroll: true });
    here.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = rows();
    const at = here ? all.indexOf(here) : by > 0 ? -1 : all.length;
    goTo(all[at + by]);
  };
  const form = (kind, row = here) => row?.querySelector(`form[data-verdict="${kind}"]`);

  const say = (part) => {
    const told = part.querySelector(".messages");
    let place = document.querySelector("main > .messages");
    if (!place) {
      place = document.createElement("div");
      place.className = "messages";
      place.setAttribute("role", "status");
      (document.querySelector("main > .lead") ?? document.querySelector("main > h1")).after(place);
    }
    place.replaceChildren(...(told?.children ?? []));
  };
  const recount = (by) => {
    const total = document.querySelector("[data-count]");
    if (total) {
      const count = Math.max(0, Number(total.dataset.count) + by);
      total.dataset.count = String(count);
      total.textContent = total.dataset.words.replace("{count}", count.toLocaleString(document.documentElement.lang));
    }
  };

  const put = (part) => {
    for (const fresh of [...part.querySelectorAll("tbody > tr:not(.more)")]) {
      const old = document.getElementById(fresh.id);
      if (!old) continue;
      const more = moreOf(fresh);
      const wasHere = old === here;
      recount(Number(old.classList.contains("decided")) - Number(fresh.classList.contains("decided")));
      moreOf(old)?.remove();
      old.replaceWith(fresh, ...(more ? [more] : []));
      if (fresh.querySelector('form[data-verdict="take-back"]')) last = fresh.id;
      if (!wasHere) continue;
      here = null;
      const all = rows();
      const isDecided = fresh.classList.contains("decided");
      goTo(!isDecided ? fresh : all.slice(all.indexOf(fresh) + 1).find((row) => !row.classList.contains("decided")) ?? fresh);
    }
  };

  const decide = async (sent) => {
    if (sent.dataset.sending) return;
    sent.dataset.sending = "1";
    goTo(sent.closest("tr"));
    try {
      const answer = await fetch(sent.action, {
        method: "POST",
        body: new FormData(sent),
        headers: { "X-Part": "rows", Accept: "text/html" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const part = document.createElement("template");
      part.innerHTML = await answer.text();
      put(part.content);
      say(part.content);
      document.dispatchEvent(new Event("change"));
    } catch {
      sent.submit();
    }
  };

  list.addEventListener("submit", (event) => {
    if (!event.target.dataset.verdict) return;
    event.preventDefault();
    decide(event.target);
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("tbody > tr:not(.more)");
    if (row && !event.target.closest("a, button, input, select, textarea, summary, label")) goTo(row);
  });

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => form("approve")?.requestSubmit(),
    r: () => {
      const reasons = here?.querySelector(".return");
      if (!reasons) return;
      reasons.open = true;
      reasons.querySelector("select").focus();
    },
    x: () => here?.querySelector('input[type="checkbox"]')?.click(),
    o: () => here?.querySelector(".who a, a")?.click(),
    u: () => form("take-back", document.getElementById(last))?.requestSubmit(),
    "?": () => {
      if (help) help.open = !help.open;
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inField = event.target.closest('select, textarea, input:not([type="checkbox"])');
    if (event.key === "Escape" && event.target.closest(".return")) {
      event.target.closest(".return").open = false;
      goTo(event.target.closest("tr"));
    } else if (!inField && !wish?.matches(":not(:checked)") && Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  // What was unfolded over the rows below would hide where Tab goes next.
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Tab") return;
    for (const open of list.querySelectorAll(".return[open]")) open.open = open.contains(document.activeElement);
  });

  if (help) {
    help.hidden = false;
    wish.checked = localStorage.getItem(OFF) === null;
    wish.addEventListener("change", () => {
      if (wish.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    });
  }
})();
