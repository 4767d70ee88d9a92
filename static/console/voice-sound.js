/* Pure arithmetic on a recorded phrase: silence cut off, loudness made even, Opus packets put into an Ogg file. */

export const RATE = 48000;
const FRAME = RATE / 50;
const PAD_SECONDS = 0.12;
/** Quieter than this the whole time: nobody spoke. */
const SILENT = 0.004;
const TARGET = 0.1; // loudness of speech, −20 dB below full scale
const MOST_GAIN = 10;
const MOST_PEAK = 0.89; // −1 dB

const loudnessOf = (samples, from, to) => {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += samples[at] * samples[at];
  return Math.sqrt(sum / Math.max(1, to - from));
};

/** Loudness of each fiftieth of a second. */
function frames(samples) {
  const found = [];
  for (let at = 0; at < samples.length; at += FRAME) found.push(loudnessOf(samples, at, Math.min(at + FRAME, samples.length)));
  return found;
}

const threshold = (loud) => Math.max(SILENT, Math.max(0, ...loud) * 0.06);

/** Without the silence before and after what was said; null when nothing was. */
export function trimmed(samples) {
  const loud = frames(samples);
  if (Math.max(0, ...loud) < SILENT) return null;
  const least = threshold(loud);
  const first = loud.findIndex((each) => each >= least);
  const last = loud.findLastIndex((each) => each >= least);
  const pad = Math.round(PAD_SECONDS * RATE);
  return samples.slice(Math.max(0, first * FRAME - pad), Math.min(samples.length, (last + 1) * FRAME + pad));
}

/** As loud as every other phrase; `hint` is "quiet" or "loud" when the recording should rather be made again. */
export function levelled(samples) {
  const loud = frames(samples);
  const least = threshold(loud);
  const spoken = loud.filter((each) => each >= least);
  const mean = Math.sqrt(spoken.reduce((sum, each) => sum + each * each, 0) / Math.max(1, spoken.length));
  const peak = samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const wanted = mean > 0 ? TARGET / mean : 1;
  const gain = Math.min(wanted, MOST_GAIN, peak > 0 ? MOST_PEAK / peak : 1);
  const clipped = samples.reduce((count, each) => count + (Math.abs(each) >= 0.99 ? 1 : 0), 0);
  const hint = clipped > samples.length / 2000 ? "loud" : wanted > MOST_GAIN ? "quiet" : null;
  return { samples: samples.map((each) => each * gain), hint };
}

/** The loudest of each of *count* parts, from 0 to 1: what the wave is drawn from. */
export function peaks(samples, count) {
  const width = Math.max(1, Math.floor(samples.length / count));
  return Array.from({ length: count }, (_, at) => {
    let most = 0;
    for (let each = at * width; each < Math.min((at + 1) * width, samples.length); each += 1) most = Math.max(most, Math.abs(samples[each]));
    return most;
  });
}

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

const checksum = (bytes) => bytes.reduce((value, byte) => ((value << 8) ^ TABLE[((value >>> 24) ^ byte) & 255]) >>> 0, 0);

function page(flags, granule, number, packets) {
  const lacing = packets.flatMap((packet) => [...Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255]);
  const bytes = new Uint8Array(27 + lacing.length + packets.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
  view.setBigInt64(6, BigInt(granule), true);
  view.setUint32(14, 0x746f6373, true); // the stream's serial number: any
  view.setUint32(18, number, true);
  bytes[26] = lacing.length;
  bytes.set(lacing, 27);
  let at = 27 + lacing.length;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

/** OpusHead by RFC 7845: version 1, one channel, gain 0, mapping family 0. */
function head(preSkip) {
  const bytes = new Uint8Array(19);
  bytes.set(new TextEncoder().encode("OpusHead"));
  bytes.set([1, 1], 8);
  new DataView(bytes.buffer).setUint16(10, preSkip, true);
  new DataView(bytes.buffer).setUint32(12, RATE, true);
  return bytes;
}

function tags() {
  const words = new TextEncoder().encode("tocongnghe");
  const bytes = new Uint8Array(8 + 4 + words.length + 4);
  bytes.set(new TextEncoder().encode("OpusTags"));
  new DataView(bytes.buffer).setUint32(8, words.length, true);
  bytes.set(words, 12);
  return bytes;
}

const PACKETS_A_PAGE = 50;

/** The file of *packets* of 20 ms each, which hold *length* samples after *preSkip*. Source: RFC 3533, RFC 7845. */
export function oggFile(packets, { preSkip, length }) {
  const pages = [page(2, 0, 0, [head(preSkip)]), page(0, 0, 1, [tags()])];
  for (let at = 0; at < packets.length; at += PACKETS_A_PAGE) {
    const some = packets.slice(at, at + PACKETS_A_PAGE);
    const isLast = at + PACKETS_A_PAGE >= packets.length;
    const granule = isLast ? Math.min(packets.length * FRAME, preSkip + length) : (at + some.length) * FRAME;
    pages.push(page(isLast ? 4 : 0, granule, pages.length, some));
  }
  const file = new Uint8Array(pages.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of pages) {
    file.set(each, at);
    at += each.length;
  }
  return file;
}
