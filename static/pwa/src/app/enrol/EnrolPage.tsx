/** The first page: a code from the commune opens this phone. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { later } from "../../ui/Later.tsx";
import { Page } from "../../ui/Page.tsx";
import { usePhone, useSnapshot } from "../context.ts";
import { fetchAhead } from "../lock-room.ts";
import { replaceWith } from "../router.ts";
import { EvictionNotice } from "../StorageNotices.tsx";
import { install, installable, isInstalled } from "../surroundings.ts";
import { isWholeCode, tidyCode } from "./code.ts";
import { inAppBrowser } from "./in-app-browser.ts";
import { OpenInBrowser } from "./OpenInBrowser.tsx";
import { enrolProblemWords } from "./problem.ts";
import { canScan } from "./detector.ts";

const Scanner = later(async () => (await import("../later/enrol/Scanner.tsx")).Scanner);

/** What comes right after the code, and the camera: by then the line may be gone. */
const ahead = () => Promise.all([fetchAhead(), ...(canScan() ? [Scanner.ahead()] : [])]);

export function EnrolPage({ code }: { readonly code: string }) {
  const [app] = useState(() => inAppBrowser(navigator.userAgent));
  const [staysHere, setStaysHere] = useState(false);
  if (app !== null && !staysHere) return <OpenInBrowser app={app} onGoOnHere={() => setStaysHere(true)} />;
  return <CodeForm given={code} />;
}

function CodeForm({ given }: { readonly given: string }) {
  const phone = usePhone();
  const { me, enrolled, wiped } = useSnapshot();
  const [code, setCode] = useState(tidyCode(given));
  const [isScanning, setIsScanning] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [isShort, setIsShort] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => void ahead().catch((error: unknown) => console.error("page", error)), []);
  const enter = (typed: string) => {
    setCode(tidyCode(typed));
    setIsShort(false);
    setProblem(null);
  };
  const begin = async () => {
    if (isBusy) return;
    setIsShort(!isWholeCode(code));
    if (!isWholeCode(code)) return;
    setIsBusy(true);
    setProblem(null);
    const result = await phone.enrol(code);
    setIsBusy(false);
    // The code must not stay in the address: it would be offered again after every reload.
    if (result.ok) replaceWith("#/");
    else setProblem(result.problem);
  };
  return (
    <Page
      title={t("Digital technology team")}
      foot={
        <Button kind="primary" wide waiting={!isWholeCode(code)} busy={isBusy} onPress={() => void begin()}>
          {isBusy ? t("Opening…") : t("Begin")}
        </Button>
      }
    >
      {enrolled && me !== null ? (
        <Notice tone="info" title={t("This phone is in use by {name}", { name: me.name })}>
          <p>{t("A new code renews the permission, or adds another person. What was logged stays on this phone.")}</p>
          <Button onPress={() => replaceWith("#/")}>{t("Back to Today")}</Button>
        </Notice>
      ) : (
        <p>{t("To begin, this phone needs the code that the commune gave you. Signal is needed only this once.")}</p>
      )}
      <EvictionNotice />
      {wiped && <Wiped />}
      {problem !== null && <Problem slug={problem} />}
      {isScanning && (
        <Scanner
          onCode={(found) => {
            enter(found);
            setIsScanning(false);
          }}
          onClose={() => setIsScanning(false)}
        />
      )}
      {!isScanning && canScan() && (
        <Button wide sign="camera" onPress={() => setIsScanning(true)}>
          {t("Scan the QR")}
        </Button>
      )}
      <TextField
        label={t("Code")}
        hint={t("Eight letters and numbers; capital or small, with or without the dash.")}
        className="code-input"
        autocapitalize="characters"
        maxLength={12}
        value={code}
        onChange={enter}
        onEnter={() => void begin()}
        error={isShort ? t("The code has eight letters and numbers; some are missing.") : null}
      />
      <InstallHint />
    </Page>
  );
}

function Wiped() {
  const { sync } = useSnapshot();
  return (
    <Notice tone="waiting" title={t("The commune has ended this phone's permission")}>
      <p>
        {sync.unsent > 0
          ? t("{count} changes are still being sent to the commune. The households are no longer on this phone.", {
              count: sync.unsent,
            })
          : t("Everything was sent to the commune. The households are no longer on this phone.")}
      </p>
    </Notice>
  );
}

function Problem({ slug }: { readonly slug: string }) {
  const { title, advice } = enrolProblemWords(slug);
  return (
    <Notice tone="problem" title={title} urgent>
      <p>{advice}</p>
    </Notice>
  );
}

function InstallHint() {
  if (isInstalled()) return null;
  return (
    <Notice tone="info" title={t("Put the app on the home screen")}>
      {installable.value ? (
        <Button sign="install" onPress={() => void install()}>
          {t("Install")}
        </Button>
      ) : (
        <p>
          {t(
            "In Chrome's menu (three dots) choose “Add to home screen”. Then it opens like any app, also without signal.",
          )}
        </p>
      )}
    </Notice>
  );
}
