/** How the phone app is built and tested; everything is served under /app/, the service worker's scope. */
import { defineConfig } from "vitest/config";
import { finishShell } from "./tools/finish-shell.ts";

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
        // finish-shell.ts knows languages by this name and keeps them out of the first load's budget.
        chunkFileNames: (chunk) =>
          chunk.moduleIds.some((id) => id.includes("/i18n/generated/"))
            ? "assets/lang-[name]-[hash].js"
            : "assets/[name]-[hash].js",
      },
    },
  },
  server: { port: 5173, proxy: { "/api": "http://127.0.0.1:8000" } },
  plugins: [finishShell({ shellLimitBytes: SHELL_LIMIT_BYTES, wholeLimitBytes: WHOLE_LIMIT_BYTES })],
  test: {
    environment: "node",
    include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"],
    restoreMocks: true,
  },
});
