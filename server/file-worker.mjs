// Starts the thread of `storeFile` that reads. What was compiled once is read back at the next start.
import module from "node:module";
import { fileURLToPath } from "node:url";

module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/plumbline", import.meta.url)));
await import("./file-worker.ts");
