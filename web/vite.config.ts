import { readFile } from "node:fs/promises";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * The dashboard checks answers by schemas and never writes a schema down as JSON Schema, which the server does. That part of zod
 * hangs on every schema, so that nothing but this leaves it out: 6 kB of what every page loads, compressed.
 */
function withoutJsonSchema(): Plugin {
  const parts = /zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/;
  return {
    name: "without-json-schema",
    enforce: "pre",
    load: {
      filter: { id: parts },
      async handler(id) {
        const text = await readFile(id, "utf8");
        const names = [...text.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
        const refuse = 'const refuse = () => { throw new Error("The dashboard writes no JSON Schema."); };';
        return [refuse, ...names.map((name) => `export const ${name} = refuse;`)].join("\n");
      },
    },
  };
}

// No inlined assets: the content security policy allows neither data: addresses nor inline scripts.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), withoutJsonSchema()],
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
