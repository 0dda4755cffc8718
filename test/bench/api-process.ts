// The API on a store in a process of its own, whose parent is told where it answers: `fork("api-process.ts", [DATABASE URL, CLOCK])`.
import { serveApi } from "./api-server.ts";

const [databaseUrl = "", now = ""] = process.argv.slice(2);
const { url } = await serveApi(databaseUrl, Number(now));
process.send?.({ url });
