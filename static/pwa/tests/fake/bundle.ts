/** Builds the app on a fake phone as plain files: `node bundle.ts OUT`; any file server shows it. */
import { resolve } from "node:path";
import { build } from "vite";

const root = import.meta.dirname;
await build({
  root,
  base: "./",
  configFile: false,
  logLevel: "error",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { outDir: resolve(process.argv[2] ?? "dist"), emptyOutDir: true, copyPublicDir: false, minify: false, target: "es2022" },
});
