/** Where the phone app begins. */
import { makePhone } from "./phone.ts";
import { browserWorld } from "./phone-world.ts";
import { start } from "./start.tsx";

const place = document.getElementById("app");
if (place === null) throw new Error("The page has no place for the app");
const world = browserWorld();
const phone = makePhone(world);
await start(phone, place);
const { begin } = await import("./later/spoken/begin.ts");
await begin(phone, world);
