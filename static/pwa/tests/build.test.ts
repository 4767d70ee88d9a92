/** The build's own rules on a page of three files: the precache list, the .gz twins, the budget. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { build } from "vite";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { finishShell } from "../tools/finish-shell.ts";

const HOME = join(import.meta.dirname, "..");
const PAGE =
  '<!doctype html><link rel="manifest" href="/manifest.webmanifest"><script type="module" src="/main.ts"></script>';
const ROOMY = { shellLimitBytes: 100_000, wholeLimitBytes: 100_000 };

let root: string;
beforeEach(() => {
  // Inside the project, so that the worker finds Workbox.
  mkdirSync(join(HOME, "node_modules/.cache"), { recursive: true });
  root = mkdtempSync(join(HOME, "node_modules/.cache/build-"));
  mkdirSync(join(root, "public"));
  cpSync(join(HOME, "src/sw"), join(root, "src/sw"), { recursive: true });
  writeFileSync(join(root, "index.html"), PAGE);
  writeFileSync(join(root, "main.ts"), "document.title = 'x'.repeat(3);");
  writeFileSync(join(root, "public/manifest.webmanifest"), "{}");
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(() => rmSync(root, { recursive: true }));

const run = (limits = ROOMY) =>
  build({ configFile: false, root, base: "/app/", logLevel: "silent", plugins: [finishShell(limits)] });
const built = (name: string): string => readFileSync(join(root, "dist", name), "utf8");

test("the worker knows every file of the shell, itself and the twins excepted", async () => {
  await run();
  const urls = [...built("sw.js").matchAll(/url:\s*[`"'](\/app\/[^`"']+)/g)].map((match) => match[1]).sort();
  expect(urls).toEqual([
    expect.stringMatching(/^\/app\/assets\/index-.+\.js$/),
    "/app/index.html",
    "/app/manifest.webmanifest",
  ]);
});

test("each file that compresses has a twin that says the same", async () => {
  await run();
  expect(gunzipSync(readFileSync(join(root, "dist/index.html.gz"))).toString()).toBe(built("index.html"));
  expect(existsSync(join(root, "dist/sw.js.gz"))).toBe(true);
});

test("the version changes with the content and with nothing else", async () => {
  const version = async () => {
    await run();
    return (JSON.parse(built("build.json")) as { version: string }).version;
  };
  const first = await version();
  expect(await version()).toBe(first);
  writeFileSync(join(root, "main.ts"), "document.title = 'y'.repeat(3);");
  expect(await version()).not.toBe(first);
});

test("a first load over its budget fails the build", async () => {
  await expect(run({ ...ROOMY, shellLimitBytes: 1000 })).rejects.toThrow(/over its budget/);
});

test("what opens later is kept by the worker and does not weigh on the first load", async () => {
  const shellBytes = async () => {
    await run();
    return (JSON.parse(built("build.json")) as { shellBytes: number }).shellBytes;
  };
  const alone = await shellBytes();
  const noise = Array.from({ length: 4000 }, (_, i) => ((i * 2654435761) >>> 0).toString(36)).join("");
  writeFileSync(join(root, "room.ts"), `export const words = "${noise}";`);
  writeFileSync(join(root, "main.ts"), "document.onclick = async () => console.log((await import('./room.ts')).words);");
  expect(await shellBytes()).toBeLessThan(alone + 3000);
  expect(built("sw.js")).toMatch(/\/app\/assets\/room-/);
});

test("a whole app over its budget fails the build", async () => {
  await expect(run({ ...ROOMY, wholeLimitBytes: 1000 })).rejects.toThrow(/over its budget/);
});

test("a page that names a file nobody built fails the build", async () => {
  writeFileSync(join(root, "index.html"), `${PAGE}<img src="/app/icon.svg">`);
  await expect(run()).rejects.toThrow(/icon\.svg/);
});
