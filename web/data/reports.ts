import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { incidentResponseSchema, type ReportFormat } from "../../shared/api.ts";
import {
  type Audience,
  type ReportMarks,
  reportChangesResponseSchema,
  reportVersionResponseSchema,
  reportVersionsResponseSchema,
} from "../../shared/api-reports.ts";
import { LESSONS, type WordField } from "../../shared/people.ts";
import { apiUrl, request } from "./http.ts";
import { incidentKey } from "./keys.ts";

/** Which report: of now, or a version; for whom; and the zone whose times stand beside UTC, none for UTC alone. */
export type ReportChoice = { version: number | undefined; audience: Audience; zone: string | undefined };

/** The versions of an incident's report, and how the incident of now differs from the newest. */
export function useReports(id: string) {
  return useQuery({
    queryKey: reportsKey(id),
    queryFn: ({ signal }) => request(reportVersionsResponseSchema, "GET", `${pathOf(id)}/reports`, undefined, signal),
  });
}

/** How two versions differ, in words; `to` may be now. Asks nothing while there is nothing to compare. */
export function useReportChanges(id: string, from: number | undefined, to: number | "now" | undefined) {
  const number = to === "now" ? from : to;
  const other = to === "now" ? "now" : from;
  return useQuery({
    queryKey: [...reportsKey(id), "changes", from, to],
    queryFn: ({ signal }) =>
      request(
        reportChangesResponseSchema,
        "GET",
        `${pathOf(id)}/reports/${number}/changes?from=${other}`,
        undefined,
        signal,
      ),
    enabled: from !== undefined && to !== undefined && from !== to,
  });
}

/** Keeps the report of now as a version. */
export function useSaveReport(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (audience: Audience) =>
      request(reportVersionResponseSchema, "POST", `${pathOf(id)}/reports`, { audience }),
    onSettled: () => client.invalidateQueries({ queryKey: incidentKey(id) }),
  });
}

/** Marks a version: draft, in review or final; internal or public. */
export function useMarkReport(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ number, marks }: { number: number; marks: ReportMarks }) =>
      request(reportVersionResponseSchema, "PATCH", `${pathOf(id)}/reports/${number}`, marks),
    onSettled: () => client.invalidateQueries({ queryKey: incidentKey(id) }),
  });
}

/** Writes into a field of the report, or withdraws what stands there. */
export function useWriteWord(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ field, text }: { field: WordField; text: string | null }) => {
      const kind = LESSONS.some((lesson) => lesson === field) ? "lessons" : "words";
      return request(incidentResponseSchema, "PUT", `${pathOf(id)}/${kind}/${field}`, { text });
    },
    onSuccess: (incident) => client.setQueryData(incidentKey(id), incident),
    onSettled: () => client.invalidateQueries({ queryKey: reportsKey(id) }),
  });
}

/** Where a report lies as a file, or to be shown in a frame. */
export function reportFileUrl(id: string, choice: ReportChoice, format: ReportFormat, isShown = false): string {
  const { version, audience, zone } = choice;
  const query = new URLSearchParams({
    format,
    audience,
    ...(zone === undefined ? {} : { zone }),
    ...(isShown ? { disposition: "inline" } : {}),
  });
  return apiUrl(`${pathOf(id)}/${version === undefined ? "report" : `reports/${version}`}?${query}`);
}

function reportsKey(id: string) {
  return [...incidentKey(id), "reports"];
}

function pathOf(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}
