import { ApiError } from "../data/http.ts";

/** What to tell a person about a failed request, with the request id where there is one. */
export function failureText(doing: string, error: unknown): string {
  const message = error instanceof Error ? error.message : "Something unexpected happened.";
  const id = error instanceof ApiError && error.requestId ? ` (request ${error.requestId})` : "";
  return `${doing}: ${message}${id}`;
}
