/** From a record to its case, where the things to do stand. */
import { t } from "../../i18n/translate.ts";
import { LinkButton } from "../../ui/Button.tsx";
import { useSnapshot } from "../context.ts";

export function CaseLink({ record }: { readonly record: string }) {
  const found = useSnapshot().cases.find((known) => known.record === record);
  if (found === undefined) return null;
  return <LinkButton href={`#/case/${found.op}`}>{t("What to do")}</LinkButton>;
}
