/** Where the phone app begins. */
import { makePhone } from "./phone.ts";
import { start } from "./start.tsx";

const place = document.getElementById("app");
if (place === null) throw new Error("The page has no place for the app");
await start(makePhone(), place);
