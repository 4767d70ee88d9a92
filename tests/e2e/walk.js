/* Put into a page of tests/fake: goes to a page of the app, and says what of it is not translated or too wide. */
window.walk = {
  /** Waits for a page whose code comes later, and unfolds everything on it. */
  async to(fragment) {
    const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const isOpen = () => document.querySelector("main:not(.under[hidden] main)") !== null;
    location.hash = fragment;
    await drawn();
    for (let turn = 0; turn < 100 && !isOpen(); turn += 1) await new Promise((done) => setTimeout(done, 20));
    // What is long comes after the first drawing.
    await new Promise((done) => setTimeout(done, 80));
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    await drawn();
  },

  /** Words outside the brackets of the test language that are no data of the made-up phone. */
  untranslated() {
    // Languages by their own names, and the addresses of others.
    const known = new Set(["Tiếng Việt", "Tày", "Nùng", "Dao (Iu Mien)", "dichvucong.gov.vn", "vneid.gov.vn"]);
    const collect = (value) => {
      if (typeof value === "string") known.add(value);
      else if (value !== null && typeof value === "object") Object.values(value).forEach(collect);
    };
    collect(window.phone.snapshot.value);
    collect(window.practice.value?.phone.snapshot.value);
    const isLoose = (text) => /\p{L}{2}/u.test(text) && !text.includes("⟦") && !known.has(text);
    const isHidden = (element) => element.closest(".under[hidden], script, style") !== null;
    const found = [];
    const nodes = document.createTreeWalker(document.getElementById("app"), NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode())
      if (isLoose(node.data.trim()) && !isHidden(node.parentElement)) found.push(node.data.trim());
    for (const name of ["aria-label", "placeholder", "title", "alt"])
      for (const element of document.querySelectorAll(`#app [${name}]`))
        if (isLoose(element.getAttribute(name)) && !isHidden(element))
          found.push(`${name}: ${element.getAttribute(name)}`);
    return found;
  },

  /** What reaches beyond the screen or is cut off within its own box. */
  tooWide() {
    const width = document.documentElement.clientWidth;
    const whole = document.scrollingElement.scrollWidth;
    const found = whole > width ? [`page ${whole}`] : [];
    for (const element of document.querySelectorAll("#app *")) {
      if (element.closest("svg, .hidden-visually, .brocade, .watermark") !== null) continue;
      const { left, right, width: own } = element.getBoundingClientRect();
      const name = `${element.tagName}.${element.className}`;
      const isCut = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible";
      if (own > 0 && (right > width + 1 || left < -1)) found.push(`${name} ${Math.round(left)}..${Math.round(right)}`);
      else if (isCut) found.push(`${name} cuts ${element.scrollWidth - element.clientWidth}`);
    }
    return found.slice(0, 4);
  },
};
