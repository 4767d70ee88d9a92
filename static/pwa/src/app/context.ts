/** How screens reach the phone: one context, one snapshot; reading it in a component follows every change. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Phone, Snapshot } from "./phone-types.ts";

export const PhoneContext = createContext<Phone | null>(null);

export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (phone === null) throw new Error("A screen was drawn outside the app");
  return phone;
}

export function useSnapshot(): Snapshot {
  return usePhone().snapshot.value;
}
