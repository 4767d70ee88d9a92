/** One recording by the browser's own recorder: mono, low rate, a minute at most, with its loudness while it runs. */
import { MOST_BYTES, MOST_SECONDS } from "../../../domain/voices.ts";
import type { VoiceSound } from "../../phone-voice-types.ts";

/** denied: by the person or the browser. none: no microphone. busy: something else has it. */
export type MicProblem = "unsupported" | "denied" | "none" | "busy";

type Ears = {
  /** Several times a second; loudness from 0 to 1. */
  readonly heard: (seconds: number, loudness: number) => void;
  /** Ended: by `stop`, after a minute, or because the microphone went away. */
  readonly done: (sound: VoiceSound) => void;
};

export type Recording = {
  stop(): void;
  /** Ends it; `done` is not called. */
  discard(): void;
};

/** Opus first: what all newer browsers of Android have. */
const FORMS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
/** A voice is clear at this rate: a minute weighs about 150 KB. */
const BITS_PER_SECOND = 20_000;
const LOOK_MS = 200;
const SLICE_MS = 1000;
/** What one more slice and the end of the file may add. */
const ROOM_BYTES = 12 * 1024;

const PROBLEMS: Readonly<Record<string, MicProblem>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

export function formToRecord(): string | undefined {
  if (typeof MediaRecorder === "undefined" || navigator.mediaDevices === undefined) return undefined;
  return FORMS.find((form) => MediaRecorder.isTypeSupported(form));
}

/** Without the browser's sound tools there is no loudness: the recording goes on all the same. */
function loudnessOf(stream: MediaStream): { readonly read: () => number; readonly close: () => void } {
  if (typeof AudioContext === "undefined") return { read: () => 0, close: () => undefined };
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const wave = new Uint8Array(analyser.fftSize);
  return {
    read: () => {
      analyser.getByteTimeDomainData(wave);
      return wave.reduce((peak, value) => Math.max(peak, Math.abs(value - 128)), 0) / 128;
    },
    close: () => void context.close(),
  };
}

export async function startRecording({ heard, done }: Ears): Promise<Recording | MicProblem> {
  const mimeType = formToRecord();
  if (mimeType === undefined) return "unsupported";
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
  } catch (error) {
    return PROBLEMS[error instanceof Error ? error.name : ""] ?? "busy";
  }
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
  const loudness = loudnessOf(stream);
  const begun = performance.now();
  const slices: Blob[] = [];
  let isDiscarded = false;
  const seconds = (): number => Math.min((performance.now() - begun) / 1000, MOST_SECONDS);
  const stop = (): void => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  const timer = setInterval(() => {
    heard(seconds(), loudness.read());
    if (seconds() >= MOST_SECONDS) stop();
  }, LOOK_MS);
  // A page that nobody sees must not listen.
  const onHidden = (): void => {
    if (document.hidden) stop();
  };
  document.addEventListener("visibilitychange", onHidden);
  recorder.addEventListener("dataavailable", ({ data }) => {
    slices.push(data);
    if (slices.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES - ROOM_BYTES) stop();
  });
  recorder.addEventListener("stop", () => {
    const length = seconds();
    clearInterval(timer);
    document.removeEventListener("visibilitychange", onHidden);
    loudness.close();
    for (const track of stream.getTracks()) track.stop();
    if (isDiscarded) return;
    const type = (recorder.mimeType || mimeType).split(";")[0] ?? "";
    void new Blob(slices)
      .arrayBuffer()
      .then((buffer) => done({ bytes: new Uint8Array(buffer), type, seconds: Math.max(1, Math.round(length)) }));
  });
  recorder.start(SLICE_MS);
  return {
    stop,
    discard: () => {
      isDiscarded = true;
      stop();
    },
  };
}
