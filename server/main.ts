// What `npm start` runs.
import "./quick-start.mjs";

const { serve } = await import("./serve.ts");
serve(process.argv.slice(2));
