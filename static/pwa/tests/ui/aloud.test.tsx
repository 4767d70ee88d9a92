// @vitest-environment happy-dom
/** Reading aloud what is tapped: words of the app in the best voice there is, and never what is somebody's. */
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listenForTaps } from "../../src/app/later/spoken/aloud.tsx";
import { playing, stop } from "../../src/app/later/spoken/playing.ts";
import { choose } from "../../src/app/preferences.ts";
import type { Heard, Spoken } from "../../src/domain/spoken.ts";
import { speakWords } from "../../src/i18n/tongues.ts";
import { putCatalogues } from "../../src/i18n/translate.ts";

const VI = { Helped: "Đã giúp", Save: "Lưu", "machine voice": "giọng máy" };
vi.mock(import("../../src/i18n/languages.ts"), async (original) => ({
  ...(await original()),
  VIETNAMESE: { Helped: "Đã giúp", Save: "Lưu", "machine voice": "giọng máy" },
  loadLaterWords: async () => ({}),
}));

const said: string[] = [];
const recording = (says: string, voice: string): [string, Spoken] => [
  says,
  { code: says, says, sha256: voice, bytes: 9, type: "audio/ogg" } as unknown as Spoken,
];
const heard = signal<Heard>(new Map());
let end: () => void;

beforeEach(() => {
  said.length = 0;
  vi.stubGlobal("speechSynthesis", {
    getVoices: () => [{ lang: "vi-VN", localService: true }],
    speak: ({ text }: { readonly text: string }) => said.push(`machine: ${text}`),
    cancel: () => undefined,
  });
  vi.stubGlobal("SpeechSynthesisUtterance", class { constructor(readonly text: string) {} });
  end = listenForTaps({
    heard,
    sound: async (sha256) => {
      said.push(sha256);
      return undefined;
    },
  });
});
afterEach(() => {
  stop();
  playing.value = null;
  choose({ aloud: false });
  heard.value = new Map();
  putCatalogues("vi", VI, VI);
  end();
  vi.unstubAllGlobals();
});

async function tap(html: string): Promise<readonly string[]> {
  said.length = 0;
  const place = document.createElement("main");
  place.innerHTML = html;
  document.body.append(place);
  place.querySelector<HTMLElement>("button, p, label")?.click();
  await new Promise((done) => setTimeout(done, 20));
  const mark = document.querySelector(".aloud-mark")?.textContent;
  place.remove();
  return mark === undefined ? [...said] : [...said, `marked ${mark}`];
}

test("nothing is said until somebody asks for it; then the machine's voice says that it is one", async () => {
  putCatalogues("vi", VI, VI);
  expect(await tap("<button>Đã giúp</button>")).toEqual([]);
  choose({ aloud: true });
  expect(await tap("<button><svg></svg><span>Đã giúp</span></button>")).toEqual(["machine: Đã giúp", "marked giọng máy"]);
});

test("one's own language comes first, then Vietnamese voices, then the machine in Vietnamese", async () => {
  choose({ aloud: true });
  speakWords("tyz", { Helped: "[tyz] helped" }, {}, VI);
  const both = new Map([recording("Helped", "own")]);
  heard.value = new Map([
    ["tyz", both],
    ["vi", new Map([recording("Helped", "vietnamese")])],
  ]);
  expect(await tap("<button>[tyz] helped</button>")).toEqual(["own"]);
  heard.value = new Map([["vi", new Map([recording("Helped", "vietnamese")])]]);
  expect(await tap("<button>[tyz] helped</button>")).toEqual(["vietnamese"]);
  heard.value = new Map();
  expect(await tap("<button>[tyz] helped</button>")).toEqual(["machine: Đã giúp", "marked giọng máy"]);
});

test("names, numbers, PIN keys and what somebody typed are never read", async () => {
  putCatalogues("vi", VI, VI);
  choose({ aloud: true });
  expect(await tap("<p>Hoàng Văn Pao</p>")).toEqual([]);
  expect(await tap("<div class='pin'><button>Lưu</button></div>")).toEqual([]);
  expect(await tap("<label><input value='Lưu'>12</label>")).toEqual([]);
  expect(await tap("<button><b>Hoàng Văn Pao</b> <span>Đã giúp</span> 0912345678</button>")).toEqual([
    "machine: Đã giúp",
    "marked giọng máy",
  ]);
});
