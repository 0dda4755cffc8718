import type { LogEntry } from "../../../shared/log-entry.ts";
import { isAtLeast, type Severity } from "../../../shared/severity.ts";
import { stripPrefix } from "./prefix.ts";

/** Texts of Google's platform that name a failure, whatever severity they carry. */
const PLATFORM_FAILURE =
  /^(?:Container called exit\((?!0\))|Memory limit of .{1,60} exceeded|Exceeded (?:soft|hard) memory limit|Uncaught signal: |Container terminated on signal |Default (?:STARTUP|LIVENESS|READINESS) .{0,30}probe failed|(?:STARTUP|LIVENESS|READINESS) .{0,30}probe failed|The request (?:failed because|was aborted|has been terminated|was not authenticated)|Error: memory limit exceeded|Function invocation was interrupted|Error: could not handle the request|Function execution took \d{1,9} ms, finished with status:? '?(?:timeout|crash|error|connection error|out of quota)|Revision '.{1,200}' is not ready|Image '.{1,300}' not found|.{0,200}failed to start and listen on the port|Back-off restarting failed container|(?:Failed to pull image|Error: (?:ImagePullBackOff|ErrImagePull|CrashLoopBackOff))|Instance .{1,200} terminated because)/;
/** Texts that name a failure whatever level their logger gives them: gunicorn's boot at INFO, PostgreSQL's crash at LOG. */
const NAMED_FAILURE =
  /Reason: (?:Worker failed to boot|App failed to load)|^Application startup failed|^Worker failed to boot|\(PID \d{1,10}\) was terminated by signal \d|terminating connection because of crash of another server process|^(?:Memory cgroup out|Out) of memory: Killed process/;
/** Words that plain text says of an error in; anything else needs no closer look. */
const SUSPICIOUS =
  /error|exception|traceback|fatal|panic|critical|crit\b|severe|uncaught|unhandled|failed|exceeded|signal|alert|emerg|exit\(|aborted|terminated|not authenticated|worker timeout|reject|level=|\bexc\.|dial (?:tcp|unix)|Last few GCs|of crash of|^[EF]\d{4} \d\d:/i;
/** Forms of the languages' own reports, where no level says anything: at the start of the text. */
const RAISED =
  /^\s{0,8}(?:\+ Exception Group )?(?:Traceback \(most recent call last\)|Uncaught\b|Unhandled|panic: |fatal error: |FATAL ERROR: |<--- Last few GCs|Exception in (?:thread|worker|ASGI|callback)\b|PHP (?:Fatal|Parse|Recoverable)|thread '.{1,100}' panicked|goroutine \d{1,9} \[running\]|Caused by: |Error: |npm ERR!|exception '[\w\\]{1,100}' with message|(?:[\w$]{1,60}(?:\.|::)){0,12}[A-Z]\w{0,80}(?:Error|Exception|Rejection)\b(?: \[\w{1,60}\])?(?:: | \(|$)|(?:[a-z_]\w{0,60}\.){1,8}(?:errors|exc|exceptions)\.[A-Z]\w{1,80}(?:: |$))/;
/** The same anywhere in it: a stack below another line, Go's network errors, a process that died. */
const RAISED_INSIDE =
  /\nTraceback \(most recent call last\)|\n[ \t]+at .{1,300}:\d{1,9}(?::\d{1,9})?\)?(?: \{)?(?:\n|$)|\n\tat [\w.$]|\n[ \t]+\S{1,300}\.rb:\d{1,9}:in |\nFATAL ERROR: |\bdial (?:tcp|udp|unix) .{1,200}: (?:connect: |i\/o timeout|lookup )|: context deadline exceeded$|Process finished with exit code [1-9]/;

/** Resources whose agent takes the severity from the stream (stderr is ERROR): the text knows better. */
const STREAM_SEVERITY = new Set(["k8s_container", "gce_instance", "k8s_pod"]);

/** How bad the text of an entry is, or undefined where it tells of no failure. Warnings are none, but platform texts that name one. */
export function failureIn(entry: LogEntry, text: string): Severity | undefined {
  if (isPlatformFailure(text)) return isAtLeast(entry.severity, "ERROR") ? entry.severity : "ERROR";
  const isFromStream = entry.textPayload !== undefined && STREAM_SEVERITY.has(entry.resource.type);
  if (!isFromStream && entry.hasSeverity)
    return isAtLeast(entry.severity, "ERROR") || isNamedFailure(text) ? atLeastError(entry.severity) : undefined;
  if (text.length > 1 && !SUSPICIOUS.test(text.length > 4000 ? text.slice(0, 4000) : text)) {
    const isLeveled =
      isFromStream && isAtLeast(entry.severity, "ERROR") && stripPrefix(firstLine(text)).severity === undefined;
    return isLeveled ? entry.severity : undefined;
  }
  const line = stripPrefix(firstLine(text));
  if (line.severity !== undefined) {
    // Ruby's loggers write a line with a level and no words before and after what they have to say.
    if (line.text === "") return undefined;
    if (isAtLeast(line.severity, "ERROR")) return line.severity;
    return isNamedFailure(line.text) || text.includes("\nTraceback (most recent call last)") ? "ERROR" : undefined;
  }
  const head = text.length > 4000 ? text.slice(0, 4000) : text;
  if (RAISED.test(line.text) || RAISED.test(head) || RAISED_INSIDE.test(head) || isNamedFailure(line.text))
    return atLeastError(entry.severity);
  return isFromStream && isAtLeast(entry.severity, "ERROR") ? entry.severity : undefined;
}

/** Whether the platform says that something failed. */
export function isPlatformFailure(text: string): boolean {
  const first = text.charCodeAt(0);
  // A capital starts each of them.
  return first >= 65 && first <= 90 && PLATFORM_FAILURE.test(text.length > 600 ? text.slice(0, 600) : text);
}

/** Whether the text names a failure, whatever its level: a start that failed, a database that crashed. */
function isNamedFailure(text: string): boolean {
  return NAMED_FAILURE.test(text.length > 600 ? text.slice(0, 600) : text);
}

function atLeastError(severity: Severity): Severity {
  return isAtLeast(severity, "ERROR") ? severity : "ERROR";
}

/** The first line that is not empty, bounded. */
export function firstLine(text: string): string {
  const start = text.search(/\S/);
  if (start < 0) return "";
  const lineStart = text.lastIndexOf("\n", start) + 1;
  const end = text.indexOf("\n", start);
  return text.slice(lineStart, Math.min(end < 0 ? text.length : end, lineStart + 4000));
}
