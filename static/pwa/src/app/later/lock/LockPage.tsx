/** The page before the PIN: who it is, the keys, and that work goes on being sent while nobody is in. */
import { useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { LinkButton } from "../../../ui/Button.tsx";
import { Page } from "../../../ui/Page.tsx";
import { Sign } from "../../../ui/Pictogram.tsx";
import { usePhone, useSnapshot } from "../../context.ts";
import type { PhonePerson } from "../../phone-lock-types.ts";
import { replaceWith } from "../../router.ts";
import { syncWords } from "../../SyncLine.tsx";
import { now } from "../../surroundings.ts";
import { AskPin } from "./AskPin.tsx";
import { ChoosePin } from "./ChoosePin.tsx";

/** Whose page the address names; another person begins at Today. */
let lastIn: string | null = null;

function cameIn(person: string): void {
  if (lastIn !== null && lastIn !== person) replaceWith("#/");
  lastIn = person;
}

export function LockPage() {
  const phone = usePhone();
  const { lock } = useSnapshot();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isListed, setIsListed] = useState(false);
  const { people } = lock;
  const expected = people.find(({ isMe }) => isMe) ?? null;
  const person = isListed ? null : (people.find(({ id }) => id === chosen) ?? expected);
  const toList = () => {
    setChosen(null);
    setIsListed(true);
  };
  if (person === null)
    return (
      <WhoIsIt
        people={people}
        onChoose={(id) => {
          setChosen(id);
          setIsListed(false);
        }}
      />
    );
  if (person.lock === "new")
    return (
      <ChoosePin
        key={person.id}
        title={t("Hello, {name}", { name: person.name })}
        why={t("The PIN keeps what households said from everybody else who holds this phone.")}
        {...(people.length > 1 ? { onBack: toList } : {})}
        onChosen={async (pin) => {
          const result = await phone.choosePin(person.id, pin);
          if (result.ok) cameIn(person.id);
          return result;
        }}
      />
    );
  return (
    <Page
      key={person.id}
      title={t("Hello, {name}", { name: person.name })}
      publicTitle={t("PIN")}
      {...(people.length > 1 ? { onBack: toList } : {})}
    >
      {person.lock === "pin" && <p>{t("Type your PIN.")}</p>}
      <AskPin
        person={person}
        label={t("Your PIN")}
        onPin={async (pin) => {
          const result = await phone.unlock(person.id, pin);
          if (result.ok) cameIn(person.id);
          return result;
        }}
      />
      <Unsent />
      {person.lock === "pin" && <Forgotten />}
      {people.length === 1 && (
        <LinkButton kind="quiet" wide sign="plus" href="#/enrol">
          {t("Somebody else uses this phone, too")}
        </LinkButton>
      )}
    </Page>
  );
}

/** Work goes on being sent while nobody is in. */
function Unsent() {
  const snapshot = useSnapshot();
  return (
    <p class="row soft">
      <Sign name="sync" />
      <span>{syncWords(snapshot, now.value)}</span>
    </p>
  );
}

function Forgotten() {
  return (
    <details class="fold">
      <summary>{t("I forgot my PIN")}</summary>
      <div class="fold-body stack">
        <p>{t("Ask the commune for a new code. What was logged and not sent stays and is sent all the same.")}</p>
        <LinkButton href="#/enrol">{t("Type the new code")}</LinkButton>
      </div>
    </details>
  );
}

type WhoIsItProps = { readonly people: readonly PhonePerson[]; readonly onChoose: (id: string) => void };

function WhoIsIt({ people, onChoose }: WhoIsItProps) {
  return (
    <Page title={t("Who is using the phone now?")}>
      <ul class="list">
        {people.map(({ id, name, unsent }) => (
          <li key={id}>
            <button type="button" class="item" onClick={() => onChoose(id)}>
              <Sign name="person" />
              <span class="item-text">
                <span class="item-title">{name}</span>
                {unsent > 0 && <span class="soft small">{t("{count} changes not sent yet", { count: unsent })}</span>}
              </span>
              <Sign name="next" />
            </button>
          </li>
        ))}
      </ul>
      <Unsent />
      <LinkButton wide sign="plus" href="#/enrol">
        {t("Add a person")}
      </LinkButton>
    </Page>
  );
}
