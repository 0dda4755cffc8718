import type { QueryKey } from "@tanstack/react-query";
import type { z } from "zod";
import { request } from "./http.ts";

/** What a page asks the server, and the key under which the answer is kept. */
export type Question<A> = {
  queryKey: QueryKey;
  queryFn: (context: { signal: AbortSignal }) => Promise<A>;
  /** How long an answer is taken for new; else as `main.tsx` says. */
  staleTime?: number;
};

/** The question whose answer is at a path of the API, in the shape of `schema`. */
export function question<S extends z.ZodType>(queryKey: QueryKey, schema: S, path: string): Question<z.output<S>> {
  return { queryKey, queryFn: ({ signal }) => request(schema, "GET", path, undefined, signal) };
}
