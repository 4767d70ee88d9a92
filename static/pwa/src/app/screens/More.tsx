/** Everything else: who I am here, language, text size, help, version. */
import { LANGUAGES } from "../../i18n/languages.ts";
import { currentLanguage, t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sign } from "../../ui/Pictogram.tsx";
import { useSnapshot } from "../context.ts";
import { roleLabel } from "../labels.ts";
import { syncWords } from "../SyncLine.tsx";
import { install, installable, now } from "../surroundings.ts";
import { VERSION } from "../version.ts";

function Door({
  href,
  sign,
  words,
  value,
}: {
  readonly href: string;
  readonly sign: string;
  readonly words: string;
  readonly value?: string;
}) {
  return (
    <li>
      <a class="item" href={href}>
        <Sign name={sign} />
        <span class="item-text">
          <span class="item-title">{words}</span>
          {value !== undefined && <span class="soft small">{value}</span>}
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}

export function More() {
  const snapshot = useSnapshot();
  const { me, villages, provinceName, demo } = snapshot;
  const language = LANGUAGES.find(({ code }) => code === currentLanguage());
  return (
    <Page title={t("Other things")}>
      <section class="card stack" aria-label={t("Who I am here")}>
        <div class="row">
          <Sign name="person" size="large" />
          <div>
            <p class="item-title">{me?.name}</p>
            <p class="soft small">{roleLabel(me?.role ?? "member")}</p>
          </div>
        </div>
        <div>
          <h2 class="soft small">{t("Villages of the team")}</h2>
          <ul>
            {villages.map(({ code, name, communeName }) => (
              <li key={code}>{t("{village}, {commune}", { village: name, commune: communeName })}</li>
            ))}
          </ul>
          <p class="soft small">{provinceName}</p>
        </div>
      </section>
      <section class="stack" aria-labelledby="team-work-title">
        <h2 id="team-work-title">{t("Work of the team")}</h2>
        <ul class="list">
          {me?.role === "leader" && <Door href="#/team" sign="person" words={t("My team")} />}
          <Door href="#/tasks" sign="task" words={t("Tasks")} />
          <Door href="#/notices" sign="bell" words={t("Notices")} />
          <Door href="#/follow-ups" sign="calendar" words={t("Next visits")} />
          <Door href="#/lessons" sign="lesson" words={t("Lessons")} value={t("Pictures and short steps; what to bring; words to pass on")} />
          <Door href="#/feedback" sign="talk" words={t("Feedback")} />
          <Door href="#/surveys" sign="village" words={t("Village survey")} />
          <Door href="#/figures" sign="chart" words={t("My figures")} />
          <Door href="#/links" sign="outside" words={t("Apps and sites of others")} />
        </ul>
      </section>
      <section class="stack" aria-labelledby="this-phone-title">
        <h2 id="this-phone-title">{t("This phone")}</h2>
        <ul class="list">
          <Door href="#/sync" sign="sync" words={t("Send and keep")} value={syncWords(snapshot, now.value)} />
          <Door href="#/people" sign="people" words={t("People on this phone")} value={t("Change over, lock, PIN")} />
        <Door href="#/language" sign="language" words={t("Language")} {...(language ? { value: language.name } : {})} />
          <Door
            href="#/text-size"
            sign="letters"
            words={t("Seeing and hearing")}
            value={t("Text size, contrast, reading aloud")}
          />
          <Door href="#/practice" sign="practice" words={t("Practice")} value={t("Try it out; nothing counts")} />
          <Door href="#/help" sign="help" words={t("How to")} />
        </ul>
      </section>
      {installable.value && (
        <Button wide sign="install" onPress={() => void install()}>
          {t("Put the app on the home screen")}
        </Button>
      )}
      <p class="soft small">
        {t("Version {version}", { version: VERSION })}
        {demo && (
          <>
            <br />
            {t("Demonstration – the people and figures here are made up")}
          </>
        )}
      </p>
    </Page>
  );
}
