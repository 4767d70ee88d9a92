/** The four doors of the app, always at the same place. */
import { t } from "../i18n/translate.ts";
import { Sign } from "./Pictogram.tsx";

export type Door = "today" | "households" | "classes" | "more";

export function BottomBar({ here, unsent }: { readonly here: Door; readonly unsent: number }) {
  const doors = [
    { door: "today", href: "#/", sign: "home", word: t("Today") },
    { door: "households", href: "#/households", sign: "houses", word: t("Our households") },
    { door: "classes", href: "#/classes", sign: "board", word: t("Classes") },
    { door: "more", href: "#/more", sign: "more", word: t("Other things") },
  ] as const;
  return (
    <nav class="bottom-bar" aria-label={t("Main pages")}>
      {doors.map(({ door, href, sign, word }) => (
        <a key={door} href={href} aria-current={door === here ? "page" : undefined}>
          <Sign name={sign} />
          <span>{word}</span>
          {door === "more" && unsent > 0 && (
            <>
              <span class="badge-count" aria-hidden="true">
                {unsent > 99 ? "99+" : unsent}
              </span>
              <span class="hidden-visually">{t("{count} not sent yet", { count: unsent })}</span>
            </>
          )}
        </a>
      ))}
    </nav>
  );
}
