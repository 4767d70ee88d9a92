/** Names of places inside a sentence. */
import type { Snapshot } from "./phone-types.ts";

/** "Xã Bắc Sơn" stands as "xã Bắc Sơn" in the middle of a sentence. */
export function withinSentence(place: string): string {
  return /^(?:Xã|Phường|Đặc khu|Thôn|Bản|Khối|Tổ)\s/.test(place)
    ? place.charAt(0).toLowerCase() + place.slice(1)
    : place;
}

export function villageName(snapshot: Snapshot, code: string): string {
  return snapshot.villages.find((village) => village.code === code)?.name ?? code;
}

/** The commune of a village, ready for the middle of a sentence. */
export function communeName(snapshot: Snapshot, village: string): string {
  const known = snapshot.villages.find(({ code }) => code === village) ?? snapshot.villages[0];
  return withinSentence(known?.communeName ?? "");
}
