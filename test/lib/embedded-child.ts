// Starts the embedded server in the directory given, prints its process id and address, and waits to be killed.
import { startEmbedded } from "../../server/lib/embedded/start.ts";

const [directory = ""] = process.argv.slice(2);
const server = await startEmbedded({ directory, say: () => undefined, durable: true });
process.stdout.write(`${JSON.stringify({ pid: server.pid, url: server.url })}\n`);
setInterval(() => undefined, 1000);
