/** Notices, tasks and members on the fake phone. */
import type { NoticeView, TaskView, TeamMemberView, TeamVerbs } from "../../src/app/phone-team-types.ts";
import type { Saved, Snapshot } from "../../src/app/phone-types.ts";

const HOUR = 3_600_000;
const VILLAGE = "20-06040-001";

export function makeNotice(overrides: Partial<NoticeView> = {}): NoticeView {
  return {
    id: "notice-1",
    village: VILLAGE,
    title: "Họp tổ tối thứ Bảy",
    text: "19 giờ tại nhà văn hoá thôn.",
    at: Date.now() - 5 * HOUR,
    isRead: false,
    ...overrides,
  };
}

export function makeTask(overrides: Partial<TaskView> = {}): TaskView {
  return {
    id: "task-1",
    village: VILLAGE,
    text: "Đến nhà hướng dẫn lại VNeID",
    household: null,
    householdName: null,
    due: null,
    to: "12",
    toName: "Nông Thị Lan",
    giverName: "Vi Văn Hoà",
    state: "open",
    doneByName: null,
    doneAt: null,
    doneText: null,
    at: Date.now() - 9 * HOUR,
    isMine: true,
    isGiven: false,
    receipt: "received",
    trouble: null,
    ...overrides,
  };
}

export function makeMember(overrides: Partial<TeamMemberView> = {}): TeamMemberView {
  return {
    id: "13",
    name: "Lý A Sùng",
    role: "member",
    villages: [VILLAGE],
    lastContactAt: Date.now() - 2 * HOUR,
    unsent: 0,
    oldestUnsentAt: null,
    ...overrides,
  };
}

type Around = {
  readonly get: () => Snapshot;
  readonly set: (change: Partial<Snapshot>) => void;
  readonly keep: (verb: string, ...given: unknown[]) => Saved;
};

export function fakeTeam({ get, set, keep }: Around): TeamVerbs {
  const change = (id: string, part: Partial<TaskView>) =>
    set({ tasks: get().tasks.map((task) => (task.id === id ? { ...task, ...part } : task)) });
  return {
    async readNotice(id) {
      if (get().notices.find((notice) => notice.id === id)?.isRead !== false) return;
      keep("readNotice", id);
      set({ notices: get().notices.map((notice) => (notice.id === id ? { ...notice, isRead: true } : notice)) });
    },
    async giveTask(draft) {
      const saved = keep("giveTask", draft);
      set({ tasks: [makeTask({ ...draft, id: saved.id, isGiven: true, receipt: "saved" }), ...get().tasks] });
      return saved;
    },
    async finishTask(id, text) {
      const saved = keep("finishTask", id, text);
      change(id, { state: "done", doneAt: Date.now(), doneText: text });
      return saved;
    },
    async withdrawTask(id, reason) {
      const saved = keep("withdrawTask", id, reason);
      set({ tasks: get().tasks.filter((task) => task.id !== id) });
      return saved;
    },
    async askForLists() {
      keep("askForLists");
      return true;
    },
  };
}
