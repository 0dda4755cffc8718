import { z } from "zod";
import { errorResponseSchema } from "../../shared/api.ts";
import { takeEarly } from "../lib/early.ts";

// The content security policy forbids eval; this keeps zod from trying.
z.config({ jitless: true });

const BASE = "/api/v1";

/** An answer that is not 2xx or could not be read; `message` says what to do, `requestId` finds it in the server's log. */
export class ApiError extends Error {
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(code: string, message: string, requestId?: string) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.requestId = requestId;
  }
}

/** The answer to a request in the shape of `schema`. Throws an `ApiError` for everything else. */
export async function request<S extends z.ZodType>(
  schema: S,
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<z.output<S>> {
  const response = await send(method, path, body, signal);
  const answer = await readJson(response);
  if (!response.ok) throw errorOf(response, answer);
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new ApiError(
    "unexpected-answer",
    `The server answered ${method} ${path} in a shape this page does not know (at ${where || "the top"}). Reload the page: it may be older than the server.`,
    response.headers.get("x-request-id") ?? undefined,
  );
}

/** The address of a path of the API, for links. */
export function apiUrl(path: string): string {
  return BASE + path;
}

async function send(method: string, path: string, body: unknown, signal: AbortSignal | undefined): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  const early = method === "GET" ? takeEarly(apiUrl(path)) : undefined;
  try {
    if (early !== undefined) return await early;
    return await fetch(apiUrl(path), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError("unreachable", "Plumbline's server could not be reached. Check that it is running, then retry.");
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function errorOf(response: Response, answer: unknown): ApiError {
  const parsed = errorResponseSchema.safeParse(answer);
  if (parsed.success) {
    const { code, message, requestId } = parsed.data.error;
    return new ApiError(code, message, requestId);
  }
  return new ApiError("unexpected-answer", `The server answered with status ${response.status}. Retry in a moment.`);
}
