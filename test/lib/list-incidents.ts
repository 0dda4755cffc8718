import type { Pool } from "pg";
import { createIncidentList, type IncidentList } from "../../server/store/list-incidents.ts";
import { type IncidentsResponse, incidentSummarySchema } from "../../shared/api.ts";

/** The list of incidents as the API answers it. */
export async function listIncidents(
  pool: Pool,
  ...asked: Parameters<IncidentList["read"]>
): Promise<IncidentsResponse> {
  const { incidents, ...others } = await createIncidentList(pool).read(...asked);
  return { incidents: incidents.map((text) => incidentSummarySchema.parse(JSON.parse(text))), ...others };
}
