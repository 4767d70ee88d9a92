/** ?locked, ?two (people), ?pin (to be chosen), ?wait, ?lost: the people of a fake phone before the PIN. */
import type { LockView } from "../../src/app/phone-lock-types.ts";
import { makePerson } from "./snapshot.ts";

export function lockWished(wishes: URLSearchParams): LockView {
  const people = [
    makePerson({
      isMe: !wishes.has("two") || !wishes.has("locked"),
      lock: wishes.has("pin") ? "new" : wishes.has("lost") ? "lost" : "pin",
      notBefore: wishes.has("wait") ? Date.now() + 300_000 : 0,
    }),
    ...(wishes.has("two") ? [makePerson({ id: "13", name: "Hoàng Văn Minh", unsent: 0 })] : []),
  ];
  const isClosed = ["locked", "pin", "wait", "lost"].some((wish) => wishes.has(wish));
  return { state: isClosed ? (wishes.has("pin") ? "choose_pin" : "locked") : "open", people };
}
