/** What the browser says about the line: whether sending much may cost somebody money. */
import type { Link } from "./phone-voice-types";

/** Chrome on Android tells the type; most other browsers tell nothing. */
type Connection = { readonly type?: string; readonly saveData?: boolean };

export function linkOf({ type, saveData }: Connection): Link {
  if (saveData === true || type === "cellular") return "metered";
  return type === "wifi" || type === "ethernet" ? "free" : "unknown";
}

export function readLink(): Link {
  if (typeof navigator === "undefined") return "unknown";
  return linkOf((navigator as { readonly connection?: Connection }).connection ?? {});
}
