import { describe, expect, test } from "vitest";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { onlyIncident, tell } from "../lib/story.ts";
import { FAMILY_CASES } from "./family-cases.ts";

describe("one failing route, with nothing live to ask", () => {
  test.each(
    FAMILY_CASES.map((each) => ({ ...each, name: `${each.family}${each.what === undefined ? "" : `: ${each.what}`}` })),
  )("$name", async ({ family, slots, ...route }) => {
    const { analysis } = await tell({
      entries: [...healthyTraffic(), ...failingRoute(route)],
      now: "2026-03-02T10:31:00Z",
    });
    const incident = onlyIncident(analysis);
    const leads = incident.hypotheses[0];
    expect({ family: incident.rootCause?.family, role: leads?.role }, incident.headline).toEqual({
      family,
      role: "root-cause",
    });
    if (slots !== undefined) expect(leads?.slots).toMatchObject(slots);
    const { status = 500, count = 30 } = route;
    const [symptom] = incident.symptoms;
    if (status === 0) expect(symptom?.kind).not.toBe("request");
    else expect(symptom).toMatchObject({ kind: "request", route: "/api/orders", status, count, cadence: null });
    expect(incident.status).toBe("open");
  });
});
