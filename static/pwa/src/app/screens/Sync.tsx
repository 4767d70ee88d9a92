/** Sending and keeping: what is still on this phone, when the commune was last reached, what is in the way, how well it is kept. */
import { useState } from "preact/hooks";
import { formatBytes, formatNumber, relativeMoment } from "../../i18n/formats.ts";
import { t } from "../../i18n/translate.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sign } from "../../ui/Pictogram.tsx";
import { later } from "../../ui/Later.tsx";
import { usePhone, useSnapshot } from "../context.ts";
import { Courier } from "../Courier.tsx";
import { unsentVisits } from "../needs.ts";
import type { SyncState } from "../phone-types.ts";
import { goBack } from "../router.ts";
import { EvictionNotice, ShortSpaceNotice } from "../StorageNotices.tsx";
import { syncWords } from "../SyncLine.tsx";
import { now } from "../surroundings.ts";
import { syncProblemWords } from "../sync-problem.ts";

const VoicesWaiting = later(async () => (await import("../later/voice/Waiting.tsx")).VoicesWaiting);

export function Sync() {
  const phone = usePhone();
  const snapshot = useSnapshot();
  const { sync } = snapshot;
  return (
    <Page title={t("Send and keep")} onBack={() => goBack("#/more")}>
      {snapshot.isTooOld && !snapshot.updateReady && <TooOld />}
      {snapshot.updateReady && (
        <Notice tone="info" title={t("A new version is ready")}>
          <p>{t("Half-filled sheets stay as they are.")}</p>
          <Button kind="primary" onPress={() => void phone.update()}>
            {t("Update")}
          </Button>
        </Notice>
      )}
      <Problem sync={sync} />
      <EvictionNotice />
      <ShortSpaceNotice />
      <section class="card stack" aria-labelledby="unsent-title">
        <h2 id="unsent-title" class="soft small">
          {t("On this phone, not sent")}
        </h2>
        <p class="figure-number figure-unsent">{formatNumber(unsentVisits(snapshot.assists))}</p>
        <p role="status">{syncWords(snapshot, now.value)}</p>
        <Unsent sync={sync} />
        {snapshot.cases.length > 0 && (
          <LinkButton wide sign="warning" href="#/attention">
            {t("{count} not simply taken in: look", { count: formatNumber(snapshot.cases.length) })}
          </LinkButton>
        )}
        <Button kind="primary" wide sign="sync" busy={sync.running} onPress={() => void phone.syncNow()}>
          {sync.running ? t("Sending…") : t("Send now")}
        </Button>
        <p class="soft small">{t("It also sends by itself whenever there is signal and the app is open.")}</p>
      </section>
      <VoicesWaiting />
      <Courier />
      <Storage sync={sync} />
      <section class="stack" aria-labelledby="traffic-title">
        <h2 id="traffic-title">{t("Data used this month")}</h2>
        <dl class="facts card">
          <div>
            <dt>{t("Sent")}</dt>
            <dd class="tabular">{formatBytes(sync.sentBytes)}</dd>
          </div>
          <div>
            <dt>{t("Received")}</dt>
            <dd class="tabular">{formatBytes(sync.receivedBytes)}</dd>
          </div>
        </dl>
      </section>
    </Page>
  );
}

function TooOld() {
  const phone = usePhone();
  const [isLooking, setIsLooking] = useState(false);
  const [hasLooked, setHasLooked] = useState(false);
  const look = async () => {
    setIsLooking(true);
    await phone.lookForUpdate();
    setIsLooking(false);
    setHasLooked(true);
  };
  return (
    <Notice tone="problem" title={t("This version is too old")}>
      <p>{t("What you log is still sent; news from the commune do not come. Nothing is lost.")}</p>
      <Button kind="primary" busy={isLooking} onPress={() => void look()}>
        {t("Look for the new version")}
      </Button>
      {hasLooked && <p role="status">{t("Not there yet. Keep the app open with signal for a minute and look again.")}</p>}
    </Notice>
  );
}

function Unsent({ sync }: { readonly sync: SyncState }) {
  return (
    <dl class="facts">
      {sync.unsent > 0 && (
        <div>
          <dt>{t("All that waits: visits, households, consents, corrections")}</dt>
          <dd class="tabular">{t("{count} changes", { count: formatNumber(sync.unsent) })}</dd>
        </div>
      )}
      <div>
        <dt>{t("Last exchange with the commune")}</dt>
        <dd class="sentence">
          {sync.lastContactAt === null ? t("not yet") : relativeMoment(sync.lastContactAt, now.value)}
        </dd>
      </div>
    </dl>
  );
}

function Problem({ sync }: { readonly sync: SyncState }) {
  if (sync.problem === null) return null;
  const { title, advice } = syncProblemWords(sync.problem);
  return (
    <Notice tone={sync.problem === "offline" || sync.problem === "busy" ? "waiting" : "problem"} title={title}>
      <p>{advice}</p>
      {sync.problem === "grant" && <LinkButton href="#enrol">{t("Enter a new code")}</LinkButton>}
    </Notice>
  );
}

function Storage({ sync }: { readonly sync: SyncState }) {
  const phone = usePhone();
  const isSafe = sync.storage === "persisted";
  return (
    <section class="stack" aria-labelledby="storage-title">
      <h2 id="storage-title">{t("Kept on this phone")}</h2>
      <Notice
        tone={isSafe ? "good" : "waiting"}
        title={isSafe ? t("Protected from clearing") : t("Not yet protected from clearing")}
      >
        {!isSafe && (
          <>
            <p>
              {t(
                "When space runs out, the phone may clear this app. Press the button; if it does not help, put the app on the home screen first.",
              )}
            </p>
            <Button onPress={() => void phone.askToPersist()}>{t("Protect")}</Button>
          </>
        )}
      </Notice>
      {sync.freeBytes !== null && (
        <p class="row soft small">
          <Sign name="storage" size="small" />
          {t("Free space for this app: {size}", { size: formatBytes(sync.freeBytes) })}
        </p>
      )}
    </section>
  );
}
