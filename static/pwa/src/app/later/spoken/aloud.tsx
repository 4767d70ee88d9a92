/**
 * Reading aloud: while it is chosen, a tap on words of the app says them; own language, else Vietnamese, else the
 * device's own voice in Vietnamese, marked as such. Only words of the app: never a name, a number or a note.
 */
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { type Way, wayToHear } from "../../../domain/spoken.ts";
import { type Catalogue, loadLaterWords, VIETNAMESE } from "../../../i18n/languages.ts";
import { currentLanguage, t } from "../../../i18n/translate.ts";
import { preferences } from "../../preferences.ts";
import type { Keeper } from "./keeper.ts";
import { deviceVoice, play, playing } from "./playing.ts";

type Said = { readonly way: Way; readonly words: string };

const NAME = "aloud";
/** What can be tapped to be read; the ear says something of its own. */
const READ = "button, a, label, legend, h1, h2, h3, p, dt, dd, li, summary";
const SILENT = ".ear, .pin, input, textarea, select";
/** Of a card with many words in it. */
const MOST_PIECES = 3;

const isMachine = signal(false);

/** The message ids of what stands in *element*, in order; what is no text of the app is passed over. */
export function msgidsIn(element: Element, ids: ReadonlyMap<string, string>): readonly string[] {
  const whole = ids.get(element.textContent?.trim() ?? "");
  if (whole !== undefined) return [whole];
  return [...element.childNodes].flatMap((node) => {
    if (node instanceof Element) return msgidsIn(node, ids);
    const own = ids.get(node.textContent?.trim() ?? "");
    return own === undefined ? [] : [own];
  });
}

/** As the page shows them now -> message id. */
function shown(base: Catalogue): ReadonlyMap<string, string> {
  const whole = Object.keys(base).filter((msgid) => !msgid.includes("{"));
  return new Map(whole.map((msgid) => [t(msgid), msgid]));
}

function waysOf(msgids: readonly string[], keeper: Pick<Keeper, "heard">, base: Catalogue): readonly Said[] {
  const hasMachine = deviceVoice() !== undefined;
  return msgids.slice(0, MOST_PIECES).flatMap((msgid) => {
    const way = wayToHear(msgid, currentLanguage(), keeper.heard.value, hasMachine);
    const words = currentLanguage() === "vi" ? t(msgid) : base[msgid];
    if (way !== null) return [{ way, words: words ?? msgid }];
    return hasMachine && words !== undefined ? [{ way: { kind: "device" }, words }] : [];
  });
}

function Mark() {
  if (!isMachine.value || playing.value !== NAME) return null;
  return <p class="aloud-mark">{t("machine voice")}</p>;
}

/** Says what is tapped while reading aloud is chosen; returns how to end it. */
export function listenForTaps(keeper: Pick<Keeper, "heard" | "sound">): () => void {
  const mark = document.createElement("div");
  // Beside what a screen reader says it would be said twice.
  mark.ariaHidden = "true";

  async function say(touched: Element): Promise<void> {
    const base: Catalogue = Object.assign({}, VIETNAMESE, ...Object.values(await loadLaterWords()));
    const ways = waysOf(msgidsIn(touched, shown(base)), keeper, base);
    if (ways.length === 0) return;
    isMachine.value = ways.some(({ way }) => way.kind === "device");
    await play(keeper, NAME, ways);
  }

  const onTap = ({ target }: Event): void => {
    const touched = target instanceof Element && target.closest(SILENT) === null ? target.closest(READ) : null;
    // What was tapped may have begun to sound by itself.
    if (touched === null || (playing.value !== null && playing.value !== NAME)) return;
    say(touched).catch((error: unknown) => console.warn(NAME, error));
  };

  const end = effect(() => {
    if (!preferences.value.aloud) return;
    document.body.append(mark);
    render(<Mark />, mark);
    document.addEventListener("click", onTap);
    return () => {
      document.removeEventListener("click", onTap);
      render(null, mark);
      mark.remove();
    };
  });
  return end;
}
