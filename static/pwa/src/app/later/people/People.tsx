/** Who uses this phone: changing over in two taps, one more person, the PIN, when the phone locks itself. */
import { t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import { chooseLockMinutes, LOCK_MINUTES, preferences } from "../../preferences.ts";
import { goBack } from "../../router.ts";

export function People() {
  const phone = usePhone();
  const { lock, me } = useSnapshot();
  return (
    <Page
      title={t("People on this phone")}
      onBack={() => goBack("#/more")}
      foot={
        <Button kind="primary" wide sign="lock" onPress={() => void phone.lock()}>
          {t("Lock now")}
        </Button>
      }
    >
      <section class="stack" aria-labelledby="people-title">
        <h2 id="people-title">{t("Change over")}</h2>
        <p class="soft">{t("Everybody sees only their own work. What is not sent yet is sent whoever is in.")}</p>
        <ul class="list">
          {lock.people.map(({ id, name, unsent }) => (
            <li key={id}>
              <button
                type="button"
                class="item"
                aria-current={id === me?.id ? "true" : undefined}
                onClick={() => {
                  if (id !== me?.id) void phone.lock(id);
                }}
              >
                <Sign name={id === me?.id ? "check" : "person"} />
                <span class="item-text">
                  <span class="item-title">{name}</span>
                  <span class="soft small">
                    {id === me?.id
                      ? t("Using the phone now")
                      : unsent > 0
                        ? t("{count} changes not sent yet", { count: unsent })
                        : t("All is sent")}
                  </span>
                </span>
                {id !== me?.id && <Sign name="next" />}
              </button>
            </li>
          ))}
        </ul>
        <LinkButton wide sign="plus" href="#/enrol">
          {t("Add a person")}
        </LinkButton>
        <LinkButton kind="quiet" wide href="#/people-remove">
          {t("Take a person off this phone")}
        </LinkButton>
      </section>
      <section class="stack" aria-labelledby="pin-title">
        <h2 id="pin-title">{t("My PIN")}</h2>
        <LinkButton wide sign="edit" href="#/pin">
          {t("Change my PIN")}
        </LinkButton>
      </section>
      <section class="stack" aria-labelledby="idle-title">
        <h2 id="idle-title">{t("The phone locks itself after")}</h2>
        <Choices label={t("The phone locks itself after")} layout="pair">
          {LOCK_MINUTES.map((minutes) => (
            <Choice
              key={minutes}
              shape="slim"
              pressed={preferences.value.lockMinutes === minutes}
              onPress={() => chooseLockMinutes(minutes)}
            >
              {t("{count} minutes", { count: minutes })}
            </Choice>
          ))}
        </Choices>
      </section>
    </Page>
  );
}
