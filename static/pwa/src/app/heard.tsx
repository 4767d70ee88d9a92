/** Where something can be heard. The code for it comes after the first page, and stands here once it is needed. */
import { signal } from "@preact/signals";
import type { ComponentChildren, ComponentType } from "preact";
import type { ConsentAnswer } from "./log/form.ts";

/** What one says on coming in; stands on the sheet that speakers record. */
export const GREETING = "Hello. I am from the village's digital technology team.";

/** *words*: what the phone's own speech says where *says* is a key and no message id of the phone's. */
type HeardProps = { readonly says: string; readonly words?: string; readonly children: ComponentChildren };
export type ConsentHeardProps = { readonly value: ConsentAnswer; readonly onChange: (value: ConsentAnswer) => void };
export type Ears = {
  readonly Beside: ComponentType<HeardProps>;
  readonly Consent: ComponentType<ConsentHeardProps>;
};

/** Null until the code is there: then there is nothing to press either. */
export const ears = signal<Ears | null>(null);

/** *children* with an ear beside them where the message id *says* can be heard on this phone. */
export function Heard({ children, ...heard }: HeardProps) {
  const room = ears.value;
  return room === null ? <>{children}</> : <room.Beside {...heard}>{children}</room.Beside>;
}

export function ConsentHeard(props: ConsentHeardProps) {
  const room = ears.value;
  return room === null ? null : <room.Consent {...props} />;
}
