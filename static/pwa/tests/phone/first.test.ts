import { afterEach, beforeEach, expect, test } from "vitest";
import { CONSENT, closeAll, HELPED, lanOffline, makeStage, type Stage, VILLAGE } from "../world.ts";

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => closeAll(stage));

test("work logged offline arrives once and shows as received", async () => {
  const phone = await lanOffline(stage);
  const { id } = await phone.logAssistForNewHousehold({ village: VILLAGE, headName: "Hoàng Văn Páo" }, CONSENT, HELPED);
  expect(phone.snapshot.value.assists[0]?.receipt).toBe("saved");
  expect(phone.snapshot.value.sync.unsent).toBe(3);

  stage.online = true;
  await phone.syncNow();

  expect(stage.server.log.map((op) => op.kind)).toEqual(["household.add", "consent.give", "assist.log"]);
  expect(phone.snapshot.value.assists[0]).toMatchObject({ id, receipt: "received", householdName: "Hoàng Văn Páo", mine: true });
  expect(phone.snapshot.value.households[0]).toMatchObject({ consent: "given", reached: { vneid: "helped" } });
  expect(phone.snapshot.value.sync).toMatchObject({ unsent: 0, upToDate: true, problem: null });
});
