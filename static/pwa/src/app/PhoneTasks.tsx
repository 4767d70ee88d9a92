/** Tasks about the phone itself: a permission that ended, a full disk, a new version; each leads to the Send page. */
import { t } from "../i18n/translate.ts";
import { useSnapshot } from "./context.ts";
import type { Snapshot } from "./phone-types.ts";
import { syncProblemWords } from "./sync-problem.ts";
import { Task } from "./Task.tsx";

/** Only what a person can do something about; a lost signal or a busy server mends itself. */
function problemToMend({ sync }: Pick<Snapshot, "sync">): "grant" | "quota" | null {
  return sync.problem === "grant" || sync.problem === "quota" ? sync.problem : null;
}

export function hasPhoneTasks(snapshot: Pick<Snapshot, "sync" | "updateReady" | "evicted" | "isTooOld" | "voices">): boolean {
  return snapshot.voices.refused.length > 0 || snapshot.updateReady || snapshot.evicted !== null || snapshot.isTooOld || snapshot.sync.isSpaceShort || snapshot.sync.isClockWrong || problemToMend(snapshot) !== null;
}

export function PhoneTasks() {
  const snapshot = useSnapshot();
  const problem = problemToMend(snapshot);
  const words = problem === null ? null : syncProblemWords(problem);
  return (
    <>
      {words !== null && (
        <Task href="#/sync" sign="warning" urgent title={words.title} why={words.advice} about={null} />
      )}
      {snapshot.evicted !== null && (
        <Task
          href="#/sync"
          sign="warning"
          urgent={snapshot.evicted.unsent > 0}
          title={t("The browser has cleared this app's store")}
          why={t("{count} changes had not been sent.", { count: snapshot.evicted.unsent })}
          about={null}
        />
      )}
      {snapshot.sync.isClockWrong && (
        <Task
          href="#/help"
          sign="calendar"
          urgent
          title={t("This phone's date or time is wrong")}
          why={t("Put it right in the phone's settings; the app fills in today's date from it.")}
          about={null}
        />
      )}
      {snapshot.sync.isSpaceShort && problem !== "quota" && (
        <Task
          href="#/sync"
          sign="storage"
          urgent={false}
          title={t("Little space is left on this phone")}
          why={t("Delete some photos or videos soon; what is logged is kept.")}
          about={null}
        />
      )}
      {snapshot.voices.refused.length > 0 && (
        <Task
          href="#/sync"
          sign="voice"
          urgent={false}
          title={t("A recording was not taken in")}
          why={t("What was written has arrived.")}
          about={null}
        />
      )}
      {snapshot.isTooOld && !snapshot.updateReady && (
        <Task
          href="#/sync"
          sign="install"
          urgent
          title={t("This version is too old")}
          why={t("What you log is still sent; news from the commune do not come.")}
          about={null}
        />
      )}
      {snapshot.updateReady && (
        <Task
          href="#/sync"
          sign="install"
          urgent={false}
          title={t("A new version is ready")}
          why={t("Half-filled sheets stay as they are.")}
          about={null}
        />
      )}
    </>
  );
}
