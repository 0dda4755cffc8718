import type { ReportVersion } from "../../shared/api-reports.ts";

/** A family in words that hold for every occurrence: no name, no text of a log. Undefined for what is no family. */
export type FamilyWords = (family: string) => { title: string; why: string } | undefined;

/** How a report is read: what stands beside what it says. Empty for a reader at home in UTC. */
export type Reading = {
  /** The reader's zone, as `zoneNamed` gives it: local times stand beside those in UTC. */
  zone?: string;
  /** The version that is read; absent for a report of now. */
  version?: Pick<ReportVersion, "number" | "state" | "audience" | "savedBy" | "savedAt" | "rules">;
  /** For readers outside: names of people, hosts and tables, log text and queries are left out. */
  publicWords?: FamilyWords;
};

/** How the state of a version reads. */
export const VERSION_STATES = { draft: "draft", "in-review": "in review", final: "final" } as const;
