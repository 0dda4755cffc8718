import type { JsonObject } from "../../../shared/json.ts";
import { SEVERITIES, type Severity } from "../../../shared/severity.ts";

/** Words that loggers write for a severity. https://github.com/GoogleCloudPlatform/fluent-plugin-google-cloud */
const SEVERITY_OF_WORD = {
  default: "DEFAULT",
  debug: "DEBUG",
  trace: "DEBUG",
  verbose: "DEBUG",
  silly: "DEBUG",
  fine: "DEBUG",
  finer: "DEBUG",
  finest: "DEBUG",
  config: "DEBUG",
  d: "DEBUG",
  t: "DEBUG",
  v: "DEBUG",
  info: "INFO",
  information: "INFO",
  informational: "INFO",
  log: "INFO",
  http: "INFO",
  success: "INFO",
  i: "INFO",
  notice: "NOTICE",
  n: "NOTICE",
  warning: "WARNING",
  warn: "WARNING",
  w: "WARNING",
  error: "ERROR",
  err: "ERROR",
  severe: "ERROR",
  e: "ERROR",
  critical: "CRITICAL",
  crit: "CRITICAL",
  fatal: "CRITICAL",
  panic: "CRITICAL",
  dpanic: "CRITICAL",
  c: "CRITICAL",
  f: "CRITICAL",
  alert: "ALERT",
  a: "ALERT",
  emergency: "EMERGENCY",
  emerg: "EMERGENCY",
} as const satisfies Record<string, Severity>;

const BY_WORD = new Map<string, Severity>(Object.entries(SEVERITY_OF_WORD));
/** https://datatracker.ietf.org/doc/html/rfc5424#section-6.2.1 */
const BY_SYSLOG = ["EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG"] as const;
/** Tens of pino and bunyan: 10 trace … 60 fatal. */
const BY_PINO_TEN = ["DEFAULT", "DEBUG", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;
/** Tens of Python's `levelno`: 10 debug … 50 critical. */
const BY_PYTHON_TEN = ["DEFAULT", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;

/**
 * The severity that a value names, in any case; numbers are Cloud Logging's, rounded down to hundreds. Undefined where it
 * names none: absent, empty, or a word that nobody knows.
 */
export function readSeverity(value: unknown): Severity | undefined {
  if (typeof value === "string") {
    const word = BY_WORD.get(value) ?? BY_WORD.get(value.trim().toLowerCase());
    return word ?? (/^\d{1,4}$/.test(value) ? fromHundreds(Number(value)) : undefined);
  }
  return typeof value === "number" ? fromHundreds(value) : undefined;
}

/** The severity that a structured logger wrote into its own fields: pino, bunyan, winston, zap, logback, Python's. */
export function severityInPayload(payload: JsonObject): Severity | undefined {
  const spelled =
    payload.severity ??
    payload.level_name ??
    payload.level ??
    payload.levelname ??
    payload.log_level ??
    rarerLevel(payload);
  if (typeof spelled === "string") return readSeverity(spelled);
  if (typeof spelled === "number") return fromLevelNumber(spelled);
  if (typeof payload.levelno === "number") return BY_PYTHON_TEN[Math.min(5, Math.floor(payload.levelno / 10))];
  const nested = namedLevel(payload.level) ?? namedLevel(payload.log) ?? recordLevel(payload.record);
  return nested === undefined ? undefined : readSeverity(nested);
}

/** Less usual spellings: ECS, zerolog's short one, Serilog (compact and whole), Microsoft.Extensions.Logging. */
function rarerLevel(payload: JsonObject): JsonObject[string] | undefined {
  return payload["log.level"] ?? payload.lvl ?? payload["@l"] ?? payload.Level ?? payload.LogLevel;
}

function fromHundreds(value: number): Severity | undefined {
  return SEVERITIES[Math.min(8, Math.floor(value / 100))];
}

function fromLevelNumber(value: number): Severity | undefined {
  if (value >= 100) return fromHundreds(value);
  if (value >= 10) return BY_PINO_TEN[Math.min(6, Math.floor(value / 10))];
  return BY_SYSLOG[value];
}

/** loguru and ECS write `{level: {name}}` and `{log: {level}}`. */
function namedLevel(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if ("name" in value && typeof value.name === "string") return value.name;
  return "level" in value && typeof value.level === "string" ? value.level : undefined;
}

/** loguru's `serialize=True` nests all under `record`. */
function recordLevel(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("level" in value)) return undefined;
  return namedLevel(value.level);
}
