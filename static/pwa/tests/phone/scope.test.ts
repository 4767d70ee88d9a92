/** What the phone asks for when its scope has changed. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeAll, lanOffline, makeStage, openPhone, type Stage } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

const bundlesAsked = (): number => stage.server.seen.filter(({ path }) => path === "/api/v1/bundle").length;

test("the new lists are asked for until they came, also by an app that was closed in between", async () => {
  const phone = await lanOffline(stage);
  stage.online = true;
  stage.server.extra = { rebuild: true };
  stage.server.fault = async (seen, answer) => (seen.path === "/api/v1/bundle" ? Promise.reject(new TypeError()) : answer());
  await phone.syncNow();
  await phone.stop();
  stage.phones.length = 0;
  stage.server.fault = undefined;
  stage.server.extra = {};
  const before = bundlesAsked();
  const again = await openPhone(stage);
  await again.syncNow();
  const asked = bundlesAsked();
  await again.syncNow();

  expect(asked).toBeGreaterThan(before);
  expect(bundlesAsked()).toBe(asked);
});

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
