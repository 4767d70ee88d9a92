/** A microphone and a recorder that do what a test says; the browser's names, no sound. */
import { vi } from "vitest";

export type FakeMicrophone = {
  /** The name of the error with which asking for the microphone fails. */
  refuses: string | null;
  /** What the recorder calls what it makes. */
  type: string;
  bytes: number;
  /** Microphones in use now. */
  open: number;
};

export function plugIn(): FakeMicrophone {
  const microphone: FakeMicrophone = { refuses: null, type: "audio/webm;codecs=opus", bytes: 4000, open: 0 };
  class Recorder extends EventTarget {
    static isTypeSupported = (form: string): boolean => form.startsWith("audio/webm");
    state: "inactive" | "recording" = "inactive";
    get mimeType(): string {
      return microphone.type;
    }
    start(): void {
      this.state = "recording";
    }
    stop(): void {
      this.state = "inactive";
      const data = new Blob([new Uint8Array(microphone.bytes)]);
      this.dispatchEvent(Object.assign(new Event("dataavailable"), { data }));
      this.dispatchEvent(new Event("stop"));
    }
  }
  vi.stubGlobal("MediaRecorder", Recorder);
  const getUserMedia = async () => {
    if (microphone.refuses !== null) throw new DOMException("no", microphone.refuses);
    microphone.open += 1;
    return { getTracks: () => [{ stop: () => (microphone.open -= 1) }] };
  };
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
  return microphone;
}
