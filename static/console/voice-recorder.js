/* The recorder of the voices' desk: speak, see the wave, listen, again or on. Without it a finished file can be sent. */

import { levelled, oggFile, peaks, RATE, trimmed } from "./voice-sound.js";

/** At the first a voice is clear; the others only where a loud phrase comes out too large. */
const BITS_PER_SECOND = [16000, 12000, 9000];
const room = document.getElementById("recorder");
const words = room.dataset;
const find = (name) => room.querySelector(`[data-part="${name}"]`);
const [recordButton, stopButton, keepButton, againButton] = ["record", "stop", "keep", "again"].map(find);
const [wave, level, player, told, facts] = ["wave", "level", "player", "told", "facts"].map(find);
const chooser = document.getElementById("sound-file");
const form = chooser.form;
const mostSeconds = Number(words.mostSeconds);
const mostBytes = (seconds) => Math.max(Number(words.leastRoom), seconds * Number(words.bytesASecond));

/** What is ready to be sent; null while nothing is. */
let made = null;
let recording = null;

const say = (text, isWrong = false) => {
  told.textContent = text ?? "";
  told.classList.toggle("message-warning", isWrong);
  told.hidden = !text;
};

function show(state) {
  recordButton.hidden = state !== "ready";
  stopButton.hidden = state !== "recording";
  level.hidden = state !== "recording";
  for (const each of [keepButton, againButton, player, wave, facts]) each.hidden = state !== "made";
  room.dataset.state = state;
}

/** Opus as clear as the server's limit allows: 12 KB for 5 seconds. */
async function encoded(samples) {
  let file = null;
  for (const bitrate of BITS_PER_SECOND) {
    file = await encodedAt(samples, bitrate);
    if (file.length <= mostBytes(samples.length / RATE)) break;
  }
  return file;
}

async function encodedAt(samples, bitrate) {
  const packets = [];
  let preSkip = 312;
  let problem = null;
  const encoder = new AudioEncoder({
    output: (chunk, about) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      packets.push(bytes);
      const said = about?.decoderConfig?.description;
      if (said) preSkip = new DataView(ArrayBuffer.isView(said) ? said.buffer : said).getUint16(10, true);
    },
    error: (error) => {
      problem = error;
    },
  });
  encoder.configure({ codec: "opus", sampleRate: RATE, numberOfChannels: 1, bitrate, opus: { application: "voip" } });
  encoder.encode(
    new AudioData({ format: "f32-planar", sampleRate: RATE, numberOfFrames: samples.length, numberOfChannels: 1, timestamp: 0, data: samples }),
  );
  await encoder.flush();
  encoder.close();
  if (problem !== null) throw problem;
  return oggFile(packets, { preSkip, length: samples.length });
}

function draw(samples) {
  const paper = wave.getContext("2d");
  const { width, height } = wave;
  paper.clearRect(0, 0, width, height);
  paper.fillStyle = getComputedStyle(room).color;
  peaks(samples, width / 4).forEach((peak, at) => {
    const tall = Math.max(2, peak * height);
    paper.fillRect(at * 4, (height - tall) / 2, 3, tall);
  });
}

/** From any sound that this browser reads to the file that is sent; says why not. */
async function prepare(buffer) {
  show("busy");
  say(words.preparing);
  let heard;
  try {
    heard = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(buffer);
  } catch {
    return giveUp(words.unreadable);
  }
  const mono = new Float32Array(heard.length);
  for (let channel = 0; channel < heard.numberOfChannels; channel += 1) {
    heard.getChannelData(channel).forEach((each, at) => {
      mono[at] += each / heard.numberOfChannels;
    });
  }
  const cut = trimmed(mono);
  if (cut === null) return giveUp(words.silent);
  if (cut.length > mostSeconds * RATE) return giveUp(words.long);
  const { samples, hint } = levelled(cut);
  const bytes = await encoded(samples);
  made = new File([bytes], "phrase.ogg", { type: "audio/ogg" });
  if (player.src) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(made);
  draw(samples);
  facts.textContent = words.facts
    .replace("{seconds}", (samples.length / RATE).toLocaleString("vi-VN", { maximumFractionDigits: 1 }))
    .replace("{size}", (bytes.length / 1024).toLocaleString("vi-VN", { maximumFractionDigits: 1 }));
  say(hint === null ? null : words[hint], hint !== null);
  show("made");
  keepButton.focus();
}

function giveUp(text) {
  made = null;
  say(text, true);
  show("ready");
}

const PROBLEMS = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "none", OverconstrainedError: "none" };

async function begin() {
  say(null);
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true, autoGainControl: false } });
  } catch (error) {
    return giveUp(words[PROBLEMS[error.name] ?? "busy"]);
  }
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 128000 });
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  const slices = [];
  const look = setInterval(() => {
    analyser.getByteTimeDomainData(samples);
    level.value = samples.reduce((peak, each) => Math.max(peak, Math.abs(each - 128)), 0) / 128;
  }, 100);
  const end = setTimeout(() => recorder.stop(), (mostSeconds + 5) * 1000);
  recorder.ondataavailable = ({ data }) => slices.push(data);
  recorder.onstop = async () => {
    clearInterval(look);
    clearTimeout(end);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
    recording = null;
    await prepare(await new Blob(slices).arrayBuffer());
  };
  recorder.start();
  recording = recorder;
  show("recording");
  stopButton.focus();
}

async function send() {
  keepButton.disabled = true;
  const body = new FormData(form);
  body.set("file", made);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok) {
      location.assign((await answer.json()).next);
      return;
    }
    const said = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-complaint]");
    say(said?.textContent.trim() || words.unsent, true);
  } catch {
    say(words.unsent, true);
  }
  keepButton.disabled = false;
}

if (navigator.mediaDevices === undefined || typeof MediaRecorder === "undefined" || typeof AudioEncoder === "undefined") {
  say(words.unsupported, true);
} else {
  show("ready");
  recordButton.addEventListener("click", () => void begin());
  stopButton.addEventListener("click", () => recording?.stop());
  againButton.addEventListener("click", () => {
    player.pause();
    made = null;
    void begin();
  });
  keepButton.addEventListener("click", () => void send());
  // A page that nobody sees must not listen.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) recording?.stop();
  });
  form.addEventListener("submit", (event) => {
    if (made === null) return;
    event.preventDefault();
    void send();
  });
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files;
    if (file) await prepare(await file.arrayBuffer());
  });
}
