/** Verbs between a team and its commune as op drafts: read a notice, give a task, say that it is done. */
import type { OpDraft } from "../domain/ops";
import type { Folding } from "../domain/folding";
import { changing, creating, need, said } from "./phone-drafts";
import type { TaskDraft, TeamVerbs } from "./phone-team-types";
import type { Saved, Snapshot } from "./phone-types";

function taskOp({ village, to, text, household, due }: TaskDraft): OpDraft {
  return creating("task.give", said<"task.give">({ village, to: to ?? undefined, text, household, due }));
}

type Around = {
  records(): Folding;
  notices(): Snapshot["notices"];
  saveOne(op: OpDraft): Promise<Saved>;
  askForLists(): Promise<boolean>;
};

export function teamVerbs({ records, notices, saveOne, askForLists }: Around): TeamVerbs {
  return {
    async readNotice(id) {
      const notice = notices().find((known) => known.id === id);
      if (notice === undefined || notice.isRead) return;
      await saveOne(creating("notice.read", said<"notice.read">({ notice: id })));
    },
    giveTask: (draft) => saveOne(taskOp(draft)),
    finishTask: (id, text) => saveOne(creating("task.done", said<"task.done">({ task: id, text: text ?? undefined }))),
    withdrawTask: async (id, reason) => saveOne(changing("task.withdraw", need(records(), id), { reason })),
    askForLists,
  };
}
