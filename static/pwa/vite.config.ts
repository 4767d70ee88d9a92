/** How the phone app is built and tested; everything is served under /app/, the service worker's scope. */
import { defineConfig } from "vitest/config";
import { finishShell } from "./tools/finish-shell.ts";

/** Code that may come after the first page: rooms of their own, and screens off the way of a visit. */
const LATER =
  /\/src\/(?:sync\/voices|store\/removal|(?:store|api)\/(?:lessons|words)|domain\/(?:short-messages|order)|i18n\/tongues|ui\/Stepper)\.|\/src\/app\/(?:later\/|cases\/(?:AskCommune|ask-words|Compare|compare-words)\.|Courier\.tsx|screens\/(?!Households?\.|NotStocked|Today))/;
/** Recorded voices, whichever room a module of theirs lies in. */
const SPOKEN = /\/src\/(?:api|domain|store|sync)\/spoken\./;
const LANGUAGE = /\/i18n\/generated\//;
const SHELL_LIMIT_BYTES = 100 * 1024;
const WHOLE_LIMIT_BYTES = 300 * 1024;

export default defineConfig({
  base: "/app/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsDir: "assets",
    target: "es2022",
    // Inlined data: URLs would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // A language is told from a page by its name.
        chunkFileNames: (chunk) =>
          chunk.moduleIds.some((id) => LANGUAGE.test(id))
            ? "assets/lang-[name]-[hash].js"
            : "assets/[name]-[hash].js",
        // One file for all that the first page may need: on a slow line every request costs a second.
        codeSplitting: {
          groups: [
            { name: "vi", test: /\/i18n\/generated\/(?:vi|languages)\.json/ },
            { name: "shell", test: (id) => /\/src\//.test(id) && !LATER.test(id) && !SPOKEN.test(id) && !LANGUAGE.test(id) },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { "/api": "http://127.0.0.1:8000" } },
  plugins: [finishShell({ shellLimitBytes: SHELL_LIMIT_BYTES, wholeLimitBytes: WHOLE_LIMIT_BYTES })],
  test: {
    environment: "node",
    include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"],
    restoreMocks: true,
    // A hang ends some day; how quick anything is, is measured elsewhere, and this machine may do much else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
