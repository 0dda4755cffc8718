import { untilAborted } from "../../lib/until-aborted.ts";
import type { SourceContext } from "../source.ts";
import { backoffMs } from "./backoff.ts";
import { type ClientSettings, type LoggingClient, openLoggingClient } from "./client.ts";
import { type LoggingFault, loggingFault } from "./fault.ts";
import { createOutage } from "./outage.ts";

/** After this many failures in a row the client is opened anew: with other credentials, over another connection. */
const FAILURES_PER_CLIENT = 3;

export type Connection = {
  /**
   * What `work` gives. It is tried again, later and later, until it succeeds; each failure is reported in words. A used-up quota
   * and the third failure in a row begin a gap, which ends with the next success. Gives
   * undefined when the source is being stopped, and throws what `isFinal` says that no repetition can mend.
   */
  patiently: <T>(
    work: (client: LoggingClient) => Promise<T>,
    isFinal: (fault: LoggingFault) => boolean,
  ) => Promise<T | undefined>;
  close: () => Promise<void>;
};

/** A client that is opened at its first use, and calls that are repeated with growing pauses. */
export function createConnection(settings: ClientSettings & { project: string }, context: SourceContext): Connection {
  let client: LoggingClient | undefined;
  const outage = createOutage(context);
  const close = async () => {
    const closing = client;
    client = undefined;
    await closing?.close().catch(() => undefined);
  };
  return {
    close,
    patiently: async (work, isFinal) => {
      const beganAt = context.now();
      for (let failures = 1; !context.signal.aborted; failures += 1) {
        try {
          client ??= await untilAborted(openLoggingClient(settings), context.signal);
          const result = await untilAborted(work(client), context.signal);
          await outage.over();
          return result;
        } catch (error) {
          if (context.signal.aborted) return undefined;
          const fault = loggingFault(error, settings.project);
          if (isFinal(fault)) throw error;
          if (fault.kind === "throttled" || failures >= FAILURES_PER_CLIENT) {
            await outage.failed(fault.kind === "throttled" ? "throttling" : "disconnect", fault.sentence, beganAt);
          }
          if (fault.kind === "unauthenticated" || failures % FAILURES_PER_CLIENT === 0) await close();
          await pause(fault, failures, context);
        }
      }
      return undefined;
    },
  };
}

/** Says what is wrong and when it is tried again, and waits until then. */
async function pause(fault: LoggingFault, failures: number, context: SourceContext): Promise<void> {
  const waitMs = backoffMs(failures, fault.backoff, context.random());
  const isFailed = fault.isLasting || (failures >= FAILURES_PER_CLIENT && fault.kind !== "throttled");
  const times = failures === 1 ? "" : ` (${failures} times in a row)`;
  context.report({
    state: isFailed ? "failed" : "reading",
    detail: `${fault.sentence}${times}. It is tried again in ${Math.ceil(waitMs / 1000)} s; nothing is lost meanwhile.`,
    error: fault.sentence,
  });
  await context.sleep(waitMs);
}
