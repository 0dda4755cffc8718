// Starts the thread of `storeFile` that reads.
import "./quick-start.mjs";

await import("./file-worker.ts");
