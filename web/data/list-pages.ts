import { keepPreviousData, type QueryKey, type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { z } from "zod";
import { PAGE_ROWS, type ShownPages } from "../lib/shown-pages.ts";
import { question } from "./question.ts";

/** A list of which a page is read at a time; one for all its readers. */
export type PagedList<S extends z.ZodType<{ matching: number }>, T> = {
  key: QueryKey;
  schema: S;
  rowsOf: (answer: z.output<S>) => readonly T[];
  idOf: (row: T) => string;
};

/** Every row that matches, by its place; undefined while its page is not looked at or not read yet. */
export type ListRows<T> = readonly (T | undefined)[];

/**
 * The pages of a list that are looked at, and the first one always: it tells how long the list is. The rows of other filters stay
 * while the first page of new ones is read. `pathOf` gives where the API holds a page, from 0.
 */
export function useListPages<S extends z.ZodType<{ matching: number }>, T>(
  list: PagedList<S, T>,
  pathOf: (page: number) => string,
  { first, last }: ShownPages,
): { answer: UseQueryResult<z.output<S>>; rows: ListRows<T> | undefined } {
  const asked = (page: number) => {
    const path = pathOf(page);
    return question([...list.key, path], list.schema, path);
  };
  const answer = useQuery({ ...asked(0), placeholderData: keepPreviousData });
  const matching = answer.data?.matching ?? 0;
  const pages: number[] = [];
  for (let page = Math.max(1, first); page <= last && page * PAGE_ROWS < matching; page += 1) pages.push(page);
  const others = useQueries({ queries: answer.isPlaceholderData ? [] : pages.map(asked), combine: answersOf });
  const { data, isPlaceholderData } = answer;
  const places = pages.join();
  const rows = useMemo(() => {
    if (data === undefined) return undefined;
    const firstRows = list.rowsOf(data);
    if (isPlaceholderData || firstRows.length >= data.matching) return firstRows;
    const read = places === "" ? [] : places.split(",").map(Number);
    return placed(list.idOf, data.matching, [
      [0, firstRows],
      ...read.map((page, index): Placed<T> => {
        const other = others[index];
        return [page, other === undefined ? [] : list.rowsOf(other)];
      }),
    ]);
  }, [list, data, isPlaceholderData, places, others]);
  return { answer, rows };
}

function answersOf<A>(results: readonly { data: A | undefined }[]): (A | undefined)[] {
  return results.map(({ data }) => data);
}

type Placed<T> = [page: number, rows: readonly T[]];

/** Rows in their places. Of one that moved between two answers, the place that comes first holds. */
function placed<T>(idOf: (row: T) => string, length: number, pages: readonly Placed<T>[]): ListRows<T> {
  const all = Array.from({ length }, (): T | undefined => undefined);
  const known = new Set<string>();
  for (const [page, rows] of pages) {
    rows.forEach((row, index) => {
      const place = page * PAGE_ROWS + index;
      if (place >= length || known.has(idOf(row))) return;
      known.add(idOf(row));
      all[place] = row;
    });
  }
  return all;
}
