/** Sending by file: for a phone that has had no signal for days, and for the phone that carries for it. */
import { useRef, useState } from "preact/hooks";
import { formatNumber } from "../i18n/formats.ts";
import { t } from "../i18n/translate.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { usePhone, useSnapshot } from "./context.ts";
import { handOver } from "./sharing.ts";

type Told = {
  readonly tone: "good" | "problem" | "info";
  readonly words: string;
  /** True only while the parcels wait here: once the commune has answered, what it said stands below. */
  readonly isPromise?: boolean;
};

export function Courier() {
  const { sync, carried } = useSnapshot();
  const [told, setTold] = useState<Told | null>(null);
  return (
    <section class="stack" aria-labelledby="courier-title">
      <h2 id="courier-title">{t("By another phone")}</h2>
      {sync.unsent > 0 && <Send onTold={setTold} />}
      <Take onTold={setTold} />
      {told !== null && !(told.isPromise === true && carried.waiting === 0) && (
        <div role="status">
          <Notice tone={told.tone} title={told.words} />
        </div>
      )}
      <Carried />
    </section>
  );
}

function refusalWords(reason: string): string {
  switch (reason) {
    case "grant":
      return t("From a phone that is not known here");
    case "seal":
      return t("Damaged, or not made by the phone it names");
    case "":
      return t("The commune could not open it");
    default:
      return t("Cannot be read; ask for the file again");
  }
}

type TellProps = { readonly onTold: (told: Told | null) => void };

function Send({ onTold }: TellProps) {
  const phone = usePhone();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    onTold(null);
    try {
      const made = await phone.makeCourierFile();
      if (made === null) return;
      const how = await handOver(made.name, made.text);
      const count = formatNumber(made.changes);
      if (how === "shared") onTold({ tone: "good", words: t("Handed over: {count} changes in one file", { count }) });
      if (how === "downloaded") {
        onTold({ tone: "good", words: t("{count} changes in one file, in this phone's downloads: {name}", { count, name: made.name }) });
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p class="soft small">
        {t(
          "No signal for days? Give a file to somebody who is going where there is signal. It is locked: nobody on the way can read it. Everything also stays here.",
        )}
      </p>
      <Button wide sign="install" busy={busy} onPress={() => void send()}>
        {t("Send by file")}
      </Button>
    </>
  );
}

function Take({ onTold }: TellProps) {
  const phone = usePhone();
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    onTold(null);
    const { found, added } = await phone.takeCourierFile(await file.text());
    if (found === 0) onTold({ tone: "problem", words: t("This is not a file of this app, or it is damaged. Ask for it again.") });
    else if (added === 0) onTold({ tone: "info", words: t("This file was taken before.") });
    else onTold({ tone: "good", words: t("Taken. It goes to the commune when this phone has signal."), isPromise: true });
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".txt,.json,text/plain"
        hidden
        onChange={(event) => {
          const { currentTarget } = event;
          void take(currentTarget.files?.[0]).finally(() => {
            currentTarget.value = "";
          });
        }}
      />
      <Button wide sign="paper" onPress={() => input.current?.click()}>
        {t("Carry somebody's file")}
      </Button>
    </>
  );
}

function Carried() {
  const { carried } = useSnapshot();
  if (carried.waiting + carried.delivered + carried.refused === 0) return null;
  return (
    <dl class="facts card">
      {carried.waiting > 0 && (
        <div>
          <dt>{t("Carried for others, waiting for signal")}</dt>
          <dd class="tabular">{t("{count} parcels", { count: formatNumber(carried.waiting) })}</dd>
        </div>
      )}
      {carried.delivered > 0 && (
        <div>
          <dt>{t("Carried for others, received by the commune")}</dt>
          <dd class="tabular">{t("{count} parcels", { count: formatNumber(carried.delivered) })}</dd>
        </div>
      )}
      {carried.refused > 0 && (
        <div>
          <dt>{t("The commune could not open these; the first phone still has everything")}</dt>
          <dd class="tabular">{t("{count} parcels", { count: formatNumber(carried.refused) })}</dd>
          {carried.why.map(({ reason, count }) => (
            <dd key={reason} class="small soft">
              {carried.why.length > 1
                ? t("{what}: {count}", { what: refusalWords(reason), count: formatNumber(count) })
                : refusalWords(reason)}
            </dd>
          ))}
        </div>
      )}
    </dl>
  );
}
