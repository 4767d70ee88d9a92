/** One case in a list; leads to what can be done about it. */
import { useSnapshot } from "../context.ts";
import { troubleSentence } from "../labels.ts";
import type { Case } from "../phone-types.ts";
import { Task } from "../Task.tsx";
import { aboutWords, titleWords } from "./case-words.ts";

export function CaseTask({ found }: { readonly found: Case }) {
  const snapshot = useSnapshot();
  const isWaiting = found.status === "held";
  return (
    <Task
      href={`#/case/${found.op}`}
      sign={isWaiting ? "clock" : "warning"}
      urgent={!isWaiting}
      title={titleWords(found)}
      about={aboutWords(found, snapshot)}
      why={troubleSentence(found.reason ?? found.status)}
    />
  );
}
