/** Turning a code into a grant, and keeping the reference data fresh: the two talks that are not a sync. */
import type { Api } from "../api/endpoints";
import { readBundle, readEnrolment, readProblem } from "../api/documents";
import type { HttpReply } from "../api/http";
import { newDeviceId } from "../domain/ids";
import type { Store } from "../store/store";
import type { EnrolResult } from "./phone-types";

/** Crockford base32 as people type it: any case, any dashes, O for 0, I and L for 1. */
export function plainCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[\s\u2010-\u2015-]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
}

/** What the desk's list of phones calls this one: the model where the browser tells it. */
export function deviceName(userAgent: string): string {
  const model = /Android [\d.]+; ([^;)]+)/.exec(userAgent)?.[1];
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(userAgent)?.[0];
  return (model ?? system ?? "phone").trim().slice(0, 60);
}

function problemOf(reply: HttpReply): string {
  if (reply.kind === "failed") return reply.why === "timeout" ? "server" : reply.why;
  return readProblem(reply.json);
}

const isAnswered = (reply: HttpReply, slug: string): boolean =>
  reply.kind === "answer" && readProblem(reply.json) === slug;

/** Spends the code. The device id is made once and kept; outbox and archive are never touched. */
export async function enrol(
  typed: string,
  api: Pick<Api, "enrol">,
  store: Store,
): Promise<Exclude<EnrolResult, { ok: true }> | { readonly ok: true; readonly person: string; readonly isIn: boolean }> {
  try {
    const shown = await store.anyGrant();
    const name = deviceName(typeof navigator === "undefined" ? "" : navigator.userAgent);
    const ask = (device: string) => {
      const own = shown === null ? {} : { grant: shown.id };
      return api.enrol({ code: plainCode(typed), device, name, ...own }, shown?.token ?? null);
    };
    const first = await ask(await store.device(newDeviceId));
    // After a wipe nothing here shows any more that this phone is the one of that id: it takes another.
    const isStranger = shown === null && isAnswered(first, "device-unproven");
    const reply = isStranger ? await ask(await store.renewDevice(newDeviceId)) : first;
    const isTaken = reply.kind === "answer" && (reply.status === 200 || reply.status === 201);
    if (!isTaken) return { ok: false, problem: problemOf(reply) };
    const document = readEnrolment(reply.json);
    if (document === undefined) return { ok: false, problem: "server" };
    const grant = { ...document.grant, user: document.user, province: document.province };
    return { ok: true, person: document.user.id, ...(await store.useGrant(grant)) };
  } catch (error) {
    // The code is not lost: the same request from the same device gives the same answer again.
    console.error("enrol", error);
    return { ok: false, problem: "storage" };
  }
}

const BUNDLE_AGE_MS = 6 * 3600 * 1000;

/** True when new reference data was stored for who is in. *force* asks whatever its age. */
export async function refreshBundle(
  api: Pick<Api, "bundle">,
  store: Store,
  now: number,
  force: boolean,
): Promise<boolean> {
  const reader = store.serial();
  const grant = store.whoIsIn() === null ? null : await store.grant();
  if (grant === null) return false;
  const bundle = await store.bundleAge();
  if (!force && bundle !== null && Math.abs(now - bundle.fetchedAt) < BUNDLE_AGE_MS) return false;
  const reply = await api.bundle(grant.token, bundle?.etag ?? null);
  if (reply.kind === "failed") return false;
  await store.countTraffic(now, reply.sent, reply.received);
  if (reply.status === 304 && bundle !== null) {
    await store.keepBundle(now);
    return false;
  }
  if (reply.status !== 200 || readBundle(reply.json) === undefined) return false;
  await store.saveBundle({ etag: reply.etag, fetchedAt: now, body: reply.json }, reader);
  return true;
}
