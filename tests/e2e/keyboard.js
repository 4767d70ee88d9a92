/* Put into a page of the desk: notes what the focus meets while Tab is pressed from outside. */
window.keyboard = {
  REACHABLE: "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]",

  /** Unfolds the first of what is folded, remembers how everything looks without focus, and listens. */
  begin(folds) {
    const isAlone = (fold) => fold.name === "" || document.querySelector(`details[open][name="${fold.name}"]`) === null;
    for (const fold of [...document.querySelectorAll("main details")].slice(0, folds)) fold.open ||= isAlone(fold);
    // Without this, Tab goes on from where somebody was before.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
    this.met = [];
    this.wrong = [];
    const all = [...document.querySelectorAll(this.REACHABLE)];
    this.plain = new Map(all.map((one) => [one, this.lookOf(one)]));
    this.listener ??= document.addEventListener("keydown", (event) => event.key === "Tab" && this.note(), true);
    // A date has a stop for the day, the month, the year and its calendar.
    return this.wanted().reduce((sum, one) => sum + (/^(date|month|week|time)/.test(one.type) ? 4 : 1), 0);
  },

  /** What must be met: visible, enabled, and of a group of radio buttons only one. */
  wanted() {
    const groups = new Set();
    return [...document.querySelectorAll(this.REACHABLE)].filter((one) => {
      if (one.tabIndex < 0 || one.disabled || one.matches("fieldset:disabled *")) return false;
      if (!one.checkVisibility({ visibilityProperty: true })) return false;
      if (one.matches("summary") && one.parentElement.querySelector("summary") !== one) return false;
      if (one.type !== "radio") return true;
      const group = `${one.form?.id} ${one.form?.action} ${one.name}`;
      return !groups.has(group) && groups.add(group);
    });
  },

  lookOf(one) {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one);
    return [outlineStyle, outlineWidth, outlineColor, boxShadow].join(" ");
  },

  /** A page without anything to do has the way out next. */
  whereNow() {
    const one = document.activeElement;
    return one.closest("main, .account") === null ? this.nameOf(one) : "in the work";
  },

  nameOf(one) {
    return one.outerHTML.slice(0, 110).replace(/\s+/g, " ");
  },

  /** Judges where the focus is now: it was scrolled to since the last Tab. */
  note() {
    const one = document.activeElement;
    if (one === document.body || one === null || this.met.at(-1) === one) return;
    this.met.push(one);
    const style = getComputedStyle(one);
    const hasRing = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    if (!hasRing || this.lookOf(one) === this.plain.get(one)) this.wrong.push(`no ring: ${this.nameOf(one)}`);
    // What wraps has a box for each line; what stands around a checkbox is its label.
    const box = one.getClientRects()[0];
    if (box === undefined || box.width < 2 || box.height < 2) {
      this.wrong.push(`without a size: ${this.nameOf(one)}`);
      return;
    }
    const isTall = box.height > innerHeight - 160;
    const [top, bottom] = isTall ? [Math.max(box.top, 80), Math.min(box.bottom, innerHeight - 80)] : [box.top, box.bottom];
    const hidden = [0.25, 0.5, 0.75].map((part) => {
      const [x, y] = [box.left + box.width * part, top + (bottom - top) * part];
      const seen = document.elementFromPoint(x, y);
      if (seen === null) return "off the screen";
      return one.contains(seen) ? null : `under ${seen.tagName}.${seen.className}`;
    });
    // What is cut off at one end of a table that scrolls is still seen.
    if (hidden.filter(Boolean).length > 1) this.wrong.push(`${hidden.find(Boolean)}: ${this.nameOf(one)}`);
  },

  /** What was not met, met twice or met before what stands above it. */
  end() {
    this.note();
    const follows = (one, next) => one.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING;
    const again = this.met.findIndex((one, at) => this.met.indexOf(one) < at);
    const once = again === -1 ? this.met : this.met.slice(0, again);
    const isMet = (one) => once.some((met) => met === one || (one.type === "radio" && met.name === one.name));
    const missed = this.wanted().filter((one) => !isMet(one));
    const turned = once.filter((one, at) => at > 0 && !follows(once[at - 1], one));
    const early = once.filter((one) => one.tabIndex > 0);
    const late = once.slice(0, 1).filter((one) => !one.matches(".skip"));
    const kinds = { "not met": missed, "out of order": turned, "pulled forward": early, "before the way past the menu": late };
    const more = Object.entries(kinds).flatMap(([word, all]) => all.map((one) => `${word}: ${this.nameOf(one)}`));
    return { stops: once.length, wrong: [...new Set([...this.wrong, ...more])] };
  },
};
