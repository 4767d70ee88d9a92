/**
 * Our Vite plugin: once the pages are written, lists them for the service worker, builds it, writes .gz twins and
 * dist/build.json, fails the build when the first load outgrows its budget, and lays the desk's library beside it.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "vite";

type Limits = { readonly shellLimitBytes: number; readonly wholeLimitBytes: number };
type PrecacheEntry = { readonly url: string; readonly revision: string | null };

const COMPRESSIBLE = /\.(?:html|js|css|json|svg|webmanifest|txt)$/;
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/;
const NEVER_PRECACHED = /(?:^sw\.js|^build\.json|\.gz|\.map)$/;

/** Paths below *folder* with forward slashes, sorted. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative(folder, join(folder, name)).split(sep).join("/"))
    .sort();
}

const digest = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

/** What the service worker keeps: hashed names need no revision, the others carry their content's hash. */
function precacheList(dist: string, base: string): PrecacheEntry[] {
  return listFiles(dist)
    .filter((name) => !NEVER_PRECACHED.test(name))
    .map((name) => ({ url: base + name, revision: HASHED.test(name) ? null : digest(readFileSync(join(dist, name))) }));
}

async function buildWorker(root: string, dist: string, entries: readonly PrecacheEntry[]): Promise<void> {
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: "warn",
    define: { __PRECACHE__: JSON.stringify(entries), "process.env.NODE_ENV": '"production"' },
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: "es2022",
      reportCompressedSize: false,
      lib: { entry: join(root, "src/sw/sw.ts"), formats: ["iife"], name: "worker", fileName: () => "sw.js" },
    },
  });
}

/** What the page itself asks for, its preloaded parts included. */
function namedFiles(dist: string, base: string): string[] {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  const named = [...page.matchAll(/(?:src|href)="([^"#]+)"/g)].map((match) => match[1] ?? "");
  const ours = named
    .filter((address) => address.startsWith(base) && address !== base)
    .map((address) => address.slice(base.length));
  return ["manifest.webmanifest", ...ours];
}

/** What must arrive before the app can be used. What opens later comes behind it, kept by the worker. */
function shellFiles(dist: string, base: string): string[] {
  const named = new Set(["index.html", "sw.js", ...namedFiles(dist, base)]);
  return listFiles(dist).filter((name) => named.has(name));
}

/** Files that the page names and that were not built; a typing error there would only show offline. */
function missingFiles(dist: string, base: string): string[] {
  const built = new Set(listFiles(dist));
  return namedFiles(dist, base).filter((name) => !built.has(name));
}

function writeTwins(dist: string): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const name of listFiles(dist)) {
    const bytes = readFileSync(join(dist, name));
    sizes.set(name, bytes.length);
    if (!COMPRESSIBLE.test(name) || name === "build.json") continue;
    const small = gzipSync(bytes, { level: 9 });
    writeFileSync(join(dist, `${name}.gz`), small);
    sizes.set(name, small.length);
  }
  return sizes;
}

function judge(dist: string, base: string, limits: Limits): void {
  const shell = shellFiles(dist, base);
  const missing = missingFiles(dist, base);
  if (missing.length > 0) throw new Error(`The page names files that were not built: ${missing.join(", ")}`);
  const sizes = writeTwins(dist);
  const sum = (names: Iterable<string>) => [...names].reduce((total, name) => total + (sizes.get(name) ?? 0), 0);
  const shellBytes = sum(shell);
  const wholeBytes = sum(sizes.keys());
  for (const name of shell) console.log(`  shell ${String(sizes.get(name)).padStart(7)} B  ${name}`);
  console.log(
    `first load ${shellBytes} of ${limits.shellLimitBytes} bytes, whole app ${wholeBytes} of ${limits.wholeLimitBytes}`,
  );
  const all = [...sizes.keys()].map((name) => digest(readFileSync(join(dist, name)))).join();
  writeFileSync(join(dist, "build.json"), `${JSON.stringify({ version: digest(all), shellBytes, wholeBytes })}\n`);
  if (shellBytes > limits.shellLimitBytes) throw new Error(`The first load is ${shellBytes} bytes, over its budget.`);
  if (wholeBytes > limits.wholeLimitBytes) throw new Error(`The whole app is ${wholeBytes} bytes, over its budget.`);
}

/** The desk is served by the server as it is; only its library comes from a package. No phone ever loads or keeps it. */
function layDeskLibrary(root: string, dist: string): void {
  const library = readFileSync(createRequire(join(root, "package.json")).resolve("htmx.org/dist/htmx.min.js"));
  mkdirSync(join(dist, "desk"), { recursive: true });
  writeFileSync(join(dist, "desk/htmx.js"), library);
}

export function finishShell(limits: Limits): Plugin {
  let root = "";
  let dist = "";
  let base = "/";
  return {
    name: "finish-shell",
    apply: "build",
    configResolved(config) {
      root = config.root;
      dist = join(config.root, config.build.outDir);
      base = config.base;
    },
    async closeBundle(error?: Error) {
      if (error !== undefined) return;
      await buildWorker(root, dist, precacheList(dist, base));
      judge(dist, base, limits);
      layDeskLibrary(root, dist);
    },
  };
}
