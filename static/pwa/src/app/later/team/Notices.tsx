/** What the commune tells the village: a list, and one notice, which is read once it was open. */
import { useLayoutEffect } from "preact/hooks";
import { dayOf } from "../../../domain/days.ts";
import { relativeDay } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import { Empty } from "../../../ui/Empty.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import { goBack } from "../../router.ts";
import { now } from "../../surroundings.ts";

export function Notices() {
  const { notices } = useSnapshot();
  const today = dayOf(now.value);
  return (
    <Page title={t("Notices")} onBack={() => goBack()}>
      {notices.length === 0 ? (
        <Empty sign="bell" words={t("The commune has posted nothing for now.")} />
      ) : (
        <ul class="list">
          {notices.map(({ id, title, at, isRead }) => (
            <li key={id}>
              <a class={isRead ? "item" : "item item-returned"} href={`#/notice/${id}`}>
                <Sign name="bell" />
                <span class="item-text">
                  <span class="item-title">{title}</span>
                  <span class="soft small sentence">
                    {relativeDay(dayOf(at), today)}
                    {!isRead && (
                      <>
                        {" · "}
                        {t("not read yet")}
                      </>
                    )}
                  </span>
                </span>
                <Sign name="next" />
              </a>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

export function Notice({ id }: { readonly id: string }) {
  const phone = usePhone();
  const notice = useSnapshot().notices.find((known) => known.id === id);
  const isUnread = notice !== undefined && !notice.isRead;
  useLayoutEffect(() => {
    // A full disk only means that the commune learns later: the next opening says it again.
    if (isUnread) phone.readNotice(id).catch((error: unknown) => console.warn("notice", error));
  }, [id, isUnread]);
  if (notice === undefined) {
    return (
      <Page title={t("Notices")} onBack={() => goBack("#/notices")}>
        <Empty sign="bell" words={t("This notice has ended.")} />
      </Page>
    );
  }
  return (
    <Page title={notice.title} onBack={() => goBack("#/notices")}>
      <p class="soft small sentence">{relativeDay(dayOf(notice.at), dayOf(now.value))}</p>
      <p class="card said">{notice.text}</p>
    </Page>
  );
}
