import { pino } from "pino";

export type Log = {
  debug: LogLine;
  info: LogLine;
  warn: LogLine;
  error: LogLine;
};

/** A sentence, and facts beside it; an error goes under `err`. Never a secret, never the payload of a log entry. */
type LogLine = (message: string, facts?: Record<string, unknown>) => void;

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity */
const SEVERITY_OF = { debug: "DEBUG", info: "INFO", warn: "WARNING", error: "ERROR" } as const;

/**
 * A log on standard error: plain lines where a person watches (`isTerminal`), else one JSON object a line in the form
 * that Cloud Logging reads: severity, message, time. `level` is the least that is written.
 */
export function createLog(isTerminal: boolean, level: keyof typeof SEVERITY_OF = "info"): Log {
  const destination = isTerminal ? { write: (line: string) => process.stderr.write(plain(line)) } : pino.destination(2);
  const logger = pino(
    {
      level,
      base: null,
      messageKey: "message",
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { err: plainFault },
      formatters: { level: (label) => ({ severity: isLevel(label) ? SEVERITY_OF[label] : "DEFAULT" }) },
    },
    destination,
  );
  return {
    debug: (message, facts = {}) => logger.debug(facts, message),
    info: (message, facts = {}) => logger.info(facts, message),
    warn: (message, facts = {}) => logger.warn(facts, message),
    error: (message, facts = {}) => logger.error(facts, message),
  };
}

/** What a fault says. What hangs on it, such as the session that was lost with its secrets, is not for a log. */
function plainFault(fault: unknown): unknown {
  if (!(fault instanceof Error)) return fault;
  const code = "code" in fault ? { code: fault.code } : {};
  return { type: fault.name, message: fault.message, ...code, stack: fault.stack };
}

function isLevel(label: string): label is keyof typeof SEVERITY_OF {
  return label in SEVERITY_OF;
}

/** A line of JSON as one for people: a terminal obeys control characters, and a line may hold what a stranger wrote. */
export function plain(line: string): string {
  const { severity, message, err }: { severity: string; message: string; err?: { message?: string } } =
    JSON.parse(line);
  const label = severity === "INFO" || severity === "DEBUG" ? "" : `${severity.toLowerCase()}: `;
  const text = `${label}${message}${err?.message === undefined ? "" : `: ${err.message}`}`;
  return `plumbline: ${text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ")}\n`;
}
