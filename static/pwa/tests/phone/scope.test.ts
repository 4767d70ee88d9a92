/** What the phone asks for when its scope has changed. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeAll, lanOffline, makeStage, type Stage } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

const bundlesAsked = (): number => stage.server.seen.filter(({ path }) => path === "/api/v1/bundle").length;

test("a changed scope brings new lists of villages at once, an unchanged one does not", async () => {
  const phone = await lanOffline(stage);
  stage.online = true;
  const before = bundlesAsked();
  await phone.syncNow();
  expect(bundlesAsked()).toBe(before);

  stage.server.extra = { rebuild: true };
  await phone.syncNow();
  stage.server.extra = {};
  await phone.syncNow();

  expect(bundlesAsked()).toBe(before + 1);
});
