/** A fault that a person can do something about. `message` says what was given, what is wrong and what to do. */
export class PlumblineError extends Error {
  readonly code: ErrorCode;
  /** The HTTP status it becomes at the API's edge. */
  readonly status: number;
  /** When trying again may help, in seconds. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super(message, options);
    this.retryAfterSeconds = options?.retryAfterSeconds;
    this.name = "PlumblineError";
    this.code = code;
    this.status = STATUS_OF[code];
  }
}

const STATUS_OF = {
  "bad-input": 400,
  unauthorized: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  "too-large": 413,
  "too-many": 429,
  "bad-config": 500,
  unreachable: 502,
  unavailable: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof STATUS_OF;

/** The message of whatever was thrown, never empty. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === "") return thrown.errors.map(messageOf).join("; ");
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return thrown === undefined ? "unknown reason" : String(thrown);
}
