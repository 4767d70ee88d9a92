/** Where the phone app begins. */
import { makePhone } from "./phone.ts";
import { browserWorld } from "./phone-world.ts";
import { start } from "./start.tsx";

const place = document.getElementById("app");
if (place === null) throw new Error("The page has no place for the app");
const world = browserWorld();
const phone = makePhone(world);
// Nothing is awaited here: code that comes later imports this very file, and would wait for it for ever.
void start(phone, place).then(async () => {
  (await import("./later/lessons/begin.ts")).begin(phone, world);
  await (await import("./later/spoken/begin.ts")).begin(phone, world);
});
