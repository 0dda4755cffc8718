import { answer, isPdfJob } from "./compile.ts";

// A process of its own for the compiler: it takes a document, answers with a PDF, and ends when nobody listens any more.
process.on("message", (job) => {
  if (!isPdfJob(job)) return;
  answer(job).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit());
// Ctrl-C reaches every process of a terminal; the one that started this decides when it ends.
process.on("SIGINT", () => undefined);
