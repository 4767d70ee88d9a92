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

export function hasPhoneTasks(snapshot: Pick<Snapshot, "sync" | "updateReady">): boolean {
  return snapshot.updateReady || problemToMend(snapshot) !== null;
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
