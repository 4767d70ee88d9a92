/** Where the "?" in a page's head leads; null where there is no help of its own. The frame of the app says it. */
import { createContext } from "preact";

export const HelpDoor = createContext<string | null>(null);
