import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";

/** What a page needs of a question that is asked again and again. */
type Asked<A> = Pick<UseQueryResult<A>, "data" | "error" | "refetch">;

/**
 * The same question with the fault of its last answer, which stays until the next answer or fault is there: the library forgets it
 * while it asks again, and what tells of it would come and go.
 */
export function useKeptFault<A>({ data, error, isPending, refetch }: UseQueryResult<A>): Asked<A> {
  const [last, setLast] = useState<Error | null>(null);
  const fault = isPending ? (error ?? last) : error;
  if (fault !== last) setLast(fault);
  return { data, error: fault, refetch };
}
