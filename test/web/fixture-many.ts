import type { IncidentGroup } from "../../shared/incident.ts";
import { SEVERITIES } from "../../shared/severity.ts";
import { SECOND, toIso } from "../../shared/time.ts";
import type { Fixture } from "./fixture-server.ts";
import { summary } from "./story-list.ts";

export const INCIDENTS = 10_000;
export const GROUPS = 200;
export const LINES = 10_000;

/** 10,000 incidents, and the story's with 200 groups and 10,000 log lines. */
export function fillUp(fixture: Fixture): void {
  const now = Date.now();
  const [first] = fixture.list;
  fixture.list = Array.from({ length: INCIDENTS }, (_, i) =>
    summary({
      ...first,
      id: `${i}`.padStart(16, "0"),
      title: `Failure ${i} of the orders service`,
      lastSeen: toIso(now - i * SECOND),
    }),
  );
  const { incident } = fixture.incident;
  const { groups } = incident;
  incident.groups = Array.from({ length: GROUPS }, (_, i) => {
    const model = groups[i % groups.length];
    if (model === undefined) throw new Error("the story has no group");
    const samples = linesOf(model, i, Date.parse(incident.firstSeen));
    return { ...model, id: `${i}`.padStart(16, "0"), title: `${model.title} (${i})`, samples };
  });
  const [listed] = fixture.pages.groups.groups;
  if (listed !== undefined) {
    fixture.pages.groups.groups = incident.groups.map(({ id, title }) => ({ ...listed, id, title }));
  }
}

/** As many lines of each group, those of all groups one second apart: line 0 is the first one of group 0. */
function linesOf({ samples }: IncidentGroup, group: number, from: number): IncidentGroup["samples"] {
  return Array.from({ length: LINES / GROUPS }, (_, i) => {
    const model = samples[i % samples.length];
    if (model === undefined) throw new Error("a group of the story has no line");
    const place = i * GROUPS + group;
    return {
      ...model,
      insertId: `line-${place}`,
      timestamp: toIso(from + place * SECOND),
      severity: SEVERITIES[1 + (place % (SEVERITIES.length - 1))] ?? "ERROR",
      text: `line ${place}: ${model.text}`,
      logsUrl: `https://console.cloud.google.com/logs/query;query=insertId%3D%22line-${place}%22?project=p`,
    };
  });
}
