/** What happened or may happen to this phone's store: cleared by the browser, or short of space. */
import { formatBytes, formatNumber, relativeMoment } from "../i18n/formats.ts";
import { t } from "../i18n/translate.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { usePhone, useSnapshot } from "./context.ts";
import { now } from "./surroundings.ts";

export function EvictionNotice() {
  const phone = usePhone();
  const { evicted } = useSnapshot();
  if (evicted === null) return null;
  const { unsent, at } = evicted;
  return (
    <Notice
      tone={unsent > 0 ? "problem" : "waiting"}
      title={
        unsent > 0
          ? t("This phone had {count} changes not sent; the browser has cleared them", { count: formatNumber(unsent) })
          : t("The browser has cleared this app's store; everything had been sent")
      }
    >
      <p>
        {unsent > 0
          ? t("Noticed {moment}. Look in the notebook and log them again. What was sent is safe at the commune.", {
              moment: relativeMoment(at, now.value),
            })
          : t("What was sent is safe at the commune and comes back with a new code.")}
      </p>
      <p>{t("Put the app on the home screen so that it does not happen again.")}</p>
      <Button onPress={() => phone.acknowledgeEviction()}>{t("I have read this")}</Button>
    </Notice>
  );
}

export function ShortSpaceNotice() {
  const { sync } = useSnapshot();
  if (!sync.isSpaceShort) return null;
  return (
    <Notice tone="waiting" title={t("Little space is left on this phone")}>
      <p>
        {t("{size} left for this app. Delete some photos or videos soon; what is logged is kept.", {
          size: formatBytes(sync.freeBytes ?? 0),
        })}
      </p>
    </Notice>
  );
}
