/**
 * Bundles the machine's phones for plain Node: `node bundle.ts OUT [CHANGES]`. CHANGES is JSON, a list of
 * {file, old, new}: source text replaced on its way into the bundle, which is how a mutant of the phone is made.
 */
import { resolve } from "node:path";
import { build, type Plugin } from "vite";

type Change = { readonly file: string; readonly old: string; readonly new: string };

const [, , outDir = "", changesJson = "[]"] = process.argv;
const changes = JSON.parse(changesJson) as readonly Change[];
const root = resolve(import.meta.dirname, "../..");
const done = new Set<Change>();

const changed: Plugin = {
  name: "changed-source",
  enforce: "pre",
  transform(code, id) {
    let text = code;
    for (const change of changes) {
      if (!id.endsWith(`/src/${change.file}`)) continue;
      if (!text.includes(change.old)) throw new Error(`${change.file} does not say: ${change.old}`);
      text = text.replace(change.old, () => change.new);
      done.add(change);
    }
    return text === code ? undefined : { code: text, map: null };
  },
};

await build({
  root,
  configFile: false,
  logLevel: "error",
  plugins: [changed],
  ssr: { noExternal: true },
  build: { ssr: resolve(import.meta.dirname, "main.ts"), outDir, emptyOutDir: false, copyPublicDir: false, minify: false, target: "node22" },
});
const missed = changes.filter((change) => !done.has(change));
if (missed.length > 0) throw new Error(`not bundled: ${missed.map(({ file }) => file).join(", ")}`);
