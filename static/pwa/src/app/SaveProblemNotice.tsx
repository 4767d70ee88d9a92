/** Said when a save failed: what happened, that the form is still there, what to do. */
import { t } from "../i18n/translate.ts";
import { Notice } from "../ui/Notice.tsx";
import type { SaveProblem } from "./use-save.ts";

export function SaveProblemNotice({ problem }: { readonly problem: SaveProblem | null }) {
  if (problem === null) return null;
  return (
    <Notice tone="problem" title={t("Not saved yet")} urgent>
      <p>
        {problem === "quota"
          ? t(
              "This phone is full. What you entered is still here: delete some photos or videos, then press Save again.",
            )
          : t(
              "This phone could not write it down. What you entered is still here: press Save again; if it still fails, close the app and open it again.",
            )}
      </p>
    </Notice>
  );
}
