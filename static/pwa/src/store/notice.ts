/** Tells the other tabs of this phone that something was written, and hears it from them. */

/** "lock": somebody locked the phone, so every tab of it locks. */
export type Notice = "outbox" | "rows" | "bundle" | "grant" | "lock";

export type NoticeBoard = {
  post(notice: Notice): void;
  listen(heard: (notice: Notice) => void): void;
  close(): void;
};

const CHANNEL = "tocongnghe-phone";
const NOTICES: readonly string[] = ["outbox", "rows", "bundle", "grant", "lock"] satisfies Notice[];

const isNotice = (data: unknown): data is Notice => typeof data === "string" && NOTICES.includes(data);

/** Without BroadcastChannel other tabs learn of it when they become visible. */
export function makeNoticeBoard(): NoticeBoard {
  const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(CHANNEL);
  return {
    post: (notice) => channel?.postMessage(notice),
    listen: (heard) => {
      channel?.addEventListener("message", (event: MessageEvent<unknown>) => {
        if (isNotice(event.data)) heard(event.data);
      });
    },
    close: () => channel?.close(),
  };
}
