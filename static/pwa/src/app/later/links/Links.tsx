/** Where people do the thing itself: systems of others, opened by link; nothing of theirs is kept here. */
import { formatDay } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import { Empty } from "../../../ui/Empty.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign, TopicPictogram } from "../../../ui/Pictogram.tsx";
import { useSnapshot } from "../../context.ts";
import { goBack } from "../../router.ts";
import { online } from "../../surroundings.ts";

/** Whether an address opens the app store on a search: nobody could vouch for the system's own. */
const isSearch = (url: string) => new URL(url).pathname === "/store/search";

export function Links() {
  const { links, topics } = useSnapshot();
  const nameOf = (code: string) => t(topics.find((topic) => topic.code === code)?.name ?? code);
  return (
    <Page title={t("Apps and sites of others")} onBack={() => goBack()}>
      <Notice tone="info" title={t("Never write down anybody's password or OTP code")}>
        <p>{t("People type them themselves, on their own phone.")}</p>
      </Notice>
      {!online.value && <Notice tone="waiting" title={t("These open when there is signal")} />}
      {links.length === 0 ? (
        <Empty sign="info" words={t("The list comes with the next contact.")} />
      ) : (
        <ul class="list">
          {links.map(({ code, name, url, topics: about, checkedOn }) => (
            <li key={code}>
              <a class="item" href={url} target="_blank" rel="noopener noreferrer external">
                {about[0] === undefined ? <Sign name="info" /> : <TopicPictogram topic={about[0]} />}
                <span class="item-text">
                  <span class="item-title" translate={false}>
                    {name}
                  </span>
                  {about.length > 0 && <span class="soft small">{about.map((topic, at) => [at > 0 && " · ", nameOf(topic)])}</span>}
                  <span class={isSearch(url) ? "small" : "soft small"}>
                    {isSearch(url)
                      ? t("A search in the app store. Look at who publishes it; if in doubt, ask the commune.")
                      : [new URL(url).host, " · ", t("checked {day}", { day: formatDay(checkedOn) })]}
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
