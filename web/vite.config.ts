import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// No inlined assets: the content security policy allows neither data: addresses nor inline scripts.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // Which page needs which chunk, for the budget's test.
    manifest: true,
    assetsInlineLimit: 0,
    // The polyfill would be an inline script in older builds; every browser we name has modulepreload.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
