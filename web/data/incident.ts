import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  acknowledgeResponseSchema,
  type IncidentResponse,
  incidentResponseSchema,
  type ReportFormat,
  runChecksResponseSchema,
  type StepPatch,
  stepResponseSchema,
} from "../../shared/api.ts";
import type { RemediationStep } from "../../shared/incident.ts";
import { toQuery } from "../lib/url-filters.ts";
import { apiUrl, request } from "./http.ts";
import { incidentKey, incidentsKey } from "./keys.ts";
import { incidentPath } from "./paths.ts";

/** One incident with its history and what it rests on: as it is now, or as it was known at a moment. */
export function useIncident(id: string, at = "", isWanted = true) {
  return useQuery({
    queryKey: at === "" ? incidentKey(id) : [...incidentKey(id), "at", at],
    queryFn: ({ signal }) => request(incidentResponseSchema, "GET", incidentPath(id, at), undefined, signal),
    // Another moment of the same incident stays while the next one is read.
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
    enabled: isWanted,
  });
}

/** Changes a step at once on the page; puts the former value back when the server refuses. */
export function useStepChange(id: string) {
  const client = useQueryClient();
  const key = incidentKey(id);
  return useMutation({
    mutationFn: ({ stepId, patch }: { stepId: string; patch: StepPatch }) =>
      request(stepResponseSchema, "PATCH", `${pathOf(id)}/steps/${encodeURIComponent(stepId)}`, patch),
    onMutate: async ({ stepId, patch }) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<IncidentResponse>(key);
      client.setQueryData<IncidentResponse>(key, (now) => now && withStep(now, stepId, patch));
      return { before };
    },
    onError: (_error, _change, saved) => {
      if (saved?.before) client.setQueryData(key, saved.before);
    },
    onSettled: () => refresh(client, id),
  });
}

/** Says that somebody looks after the incident. */
export function useAcknowledge(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request(acknowledgeResponseSchema, "POST", `${pathOf(id)}/acknowledge`, {}),
    onSettled: () => refresh(client, id),
  });
}

/** Asks the live system again: one check, or all where no id is given. */
export function useRunChecks(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (checkId: string | undefined) =>
      request(runChecksResponseSchema, "POST", `${pathOf(id)}/checks/run`, checkId === undefined ? {} : { checkId }),
    onSettled: () => refresh(client, id),
  });
}

/** Where an incident's report can be downloaded; that of an earlier moment where one is given. */
export function reportUrl(id: string, format: ReportFormat, at = ""): string {
  return apiUrl(`${pathOf(id)}/report${toQuery({ format, at })}`);
}

function pathOf(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}

async function refresh(client: ReturnType<typeof useQueryClient>, id: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: incidentKey(id) }),
    client.invalidateQueries({ queryKey: incidentsKey }),
  ]);
}

function withStep(response: IncidentResponse, stepId: string, patch: StepPatch): IncidentResponse {
  const { remediation } = response.incident;
  const steps = remediation.steps.map((step) => (step.id === stepId ? patched(step, patch) : step));
  return { ...response, incident: { ...response.incident, remediation: { ...remediation, steps } } };
}

/** What the patch leaves out stays, null takes a value away. */
function patched({ due: day, link: place, note: words, ...step }: RemediationStep, patch: StepPatch): RemediationStep {
  const { status = step.status, owner = step.owner, due = day, link = place, note = words } = patch;
  return {
    ...step,
    status,
    owner,
    ...(typeof due === "string" ? { due } : {}),
    ...(typeof link === "string" ? { link } : {}),
    ...(typeof note === "string" ? { note } : {}),
  };
}
