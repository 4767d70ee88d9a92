/** Taking somebody off a shared phone: who, what goes and what stays, and their own PIN as their word. */
import { useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Button, LinkButton } from "../../../ui/Button.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import type { PhonePerson, PinResult } from "../../phone-lock-types.ts";
import { goBack } from "../../router.ts";
import { AskPin } from "../lock/AskPin.tsx";

export function RemovePerson() {
  const { people } = useSnapshot().lock;
  const [chosen, setChosen] = useState<string | null>(null);
  const [gone, setGone] = useState<string | null>(null);
  const person = people.find(({ id }) => id === chosen);
  const title = t("Take a person off this phone");
  const toPeople = () => goBack("#/people");
  if (gone !== null)
    return (
      <Page title={title} onBack={toPeople}>
        <Notice tone="good" title={t("{name} was taken off this phone", { name: gone })} urgent>
          <p>{t("To come back, a new code from the commune is needed.")}</p>
        </Notice>
      </Page>
    );
  if (person !== undefined)
    return <Confirm key={person.id} person={person} onBack={() => setChosen(null)} onGone={() => setGone(person.name)} />;
  return (
    <Page title={title} onBack={toPeople}>
      {people.length < 2 ? (
        <Notice tone="info" title={t("Nobody else is on this phone")}>
          <p>{t("Let the next person come in with their code first. Then you can be taken off.")}</p>
          <LinkButton wide sign="plus" href="#/enrol">
            {t("Add a person")}
          </LinkButton>
        </Notice>
      ) : (
        <>
          <p>{t("Who no longer uses this phone?")}</p>
          <ul class="list">
            {people.map(({ id, name, unsent, isMe }) => (
              <li key={id}>
                <button type="button" class="item" onClick={() => setChosen(id)}>
                  <Sign name="person" />
                  <span class="item-text">
                    <span class="item-title">{isMe ? t("{name} (you)", { name }) : name}</span>
                    <span class="soft small">
                      {unsent > 0 ? t("{count} changes not sent yet", { count: unsent }) : t("All is sent")}
                    </span>
                  </span>
                  <Sign name="next" />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

type ConfirmProps = { readonly person: PhonePerson; readonly onBack: () => void; readonly onGone: () => void };

function Confirm({ person, onBack, onGone }: ConfirmProps) {
  const phone = usePhone();
  const { sync } = useSnapshot();
  const { id, name, unsent, lock } = person;
  const [result, setResult] = useState<PinResult | null>(null);
  const remove = async (pin: string | null): Promise<PinResult> => {
    const answer = await phone.removePerson(id, pin);
    setResult(answer);
    if (answer.ok) onGone();
    return answer;
  };
  return (
    <Page title={t("Take {name} off this phone", { name })} publicTitle={t("People on this phone")} onBack={onBack}>
      <p>{t("What goes: their PIN, the households that this phone keeps for them, half-filled sheets.")}</p>
      <p>{t("What stays: all that was sent, and the work of everybody else.")}</p>
      {unsent > 0 && (
        <Notice tone="waiting" title={t("{count} changes of {name} are not sent yet", { count: unsent, name })}>
          <p>{t("Send them first. Without signal, make a file and let somebody carry it; then go on here.")}</p>
          <Button wide sign="sync" busy={sync.running} onPress={() => void phone.syncNow()}>
            {t("Send now")}
          </Button>
          <LinkButton wide sign="install" href="#/sync">
            {t("Make a file")}
          </LinkButton>
        </Notice>
      )}
      {lock === "pin" ? (
        <>
          <p>{t("{name} types their PIN as their word.", { name })}</p>
          <AskPin person={person} label={t("PIN of {name}", { name })} done={t("Take off")} onPin={remove} />
          <details class="fold">
            <summary>{t("They are not here, or do not know the PIN")}</summary>
            <div class="fold-body">
              <p>
                {t("The commune can end their permission at the desk. At the next contact this phone forgets them by itself.")}
              </p>
            </div>
          </details>
        </>
      ) : (
        <>
          {result !== null && !result.ok && (
            <p class="field-error" role="alert">
              {t("It is not sent yet: send it, or make a file of it first.")}
            </p>
          )}
          <p>{t("They have no PIN now and need a new code anyway.")}</p>
          <Button kind="danger" wide onPress={() => void remove(null)}>
            {t("Take off")}
          </Button>
        </>
      )}
    </Page>
  );
}
