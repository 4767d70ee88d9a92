/** The runner between two cycles. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeAll, HELPED, lanOffline, makeStage, openPhone, type Stage, VILLAGE } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

test("a wish that comes while a cycle lets go of its lock is not lost", async () => {
  await (await lanOffline(stage)).stop();
  stage.phones.length = 0;
  let letGo = (): void => undefined;
  let isEnding = (): void => undefined;
  const ending = new Promise<void>((resolve) => (isEnding = resolve));
  let rounds = 0;
  const phone = await openPhone(stage, {
    alone: async (work) => {
      await work();
      rounds += 1;
      if (rounds > 1) return;
      isEnding();
      await new Promise<void>((resolve) => (letGo = resolve));
    },
  });
  await ending;
  stage.online = true;

  const asked = phone.syncNow();
  letGo();
  await asked;

  expect(phone.snapshot.value.sync).toMatchObject({ problem: null, upToDate: true });
  await phone.logAssist({ household: null, village: VILLAGE, ...HELPED });
  await phone.syncNow();
  expect(stage.server.log).toHaveLength(1);
});
