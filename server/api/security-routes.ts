import {
  acknowledgeResponseSchema,
  incidentFilterSchema,
  incidentResponseSchema,
  incidentsResponseSchema,
  runChecksRequestSchema,
  runChecksResponseSchema,
  sampleResponseSchema,
  statusResponseSchema,
  stepPatchSchema,
  stepResponseSchema,
} from "../../shared/api.ts";
import {
  auditFilterSchema,
  auditResponseSchema,
  newTokenResponseSchema,
  sessionsResponseSchema,
  tokenRequestSchema,
  tokenResponseSchema,
  tokensResponseSchema,
  whoamiResponseSchema,
} from "../../shared/api-access.ts";
import { environmentsResponseSchema } from "../../shared/api-environments.ts";
import { savedFiltersSchema, saveFilterRequestSchema } from "../../shared/api-filters.ts";
import {
  comparisonQuerySchema,
  comparisonResponseSchema,
  groupExplanationSchema,
  joinRequestSchema,
  joinResponseSchema,
  splitGroupRequestSchema,
  undoJoinRequestSchema,
} from "../../shared/api-group-joins.ts";
import {
  groupFilterSchema,
  groupResponseSchema,
  groupsResponseSchema,
  muteRequestSchema,
  muteResponseSchema,
} from "../../shared/api-groups.ts";
import {
  chartQuerySchema,
  chartResponseSchema,
  checkRunsResponseSchema,
  decisionResponseSchema,
  historyResponseSchema,
  linesQuerySchema,
  linesResponseSchema,
  mergeRequestSchema,
  momentQuerySchema,
  splitRequestSchema,
  undoRequestSchema,
} from "../../shared/api-incident.ts";
import {
  checkFilterSchema,
  checksResponseSchema,
  doneResponseSchema,
  pauseRequestSchema,
  replayRequestSchema,
  sourceResponseSchema,
  sourcesResponseSchema,
  textRequestSchema,
  webhooksResponseSchema,
  webhookTestResponseSchema,
} from "../../shared/api-operations.ts";
import {
  reportChangesQuerySchema,
  reportChangesResponseSchema,
  reportMarkRequestSchema,
  reportQuerySchema,
  reportVersionResponseSchema,
  reportVersionsResponseSchema,
  saveReportRequestSchema,
  wordRequestSchema,
} from "../../shared/api-reports.ts";
import {
  peopleResponseSchema,
  schemasResponseSchema,
  serviceRequestSchema,
  servicesResponseSchema,
} from "../../shared/api-settings.ts";
import { maintenanceListSchema, maintenanceRequestSchema, maintenanceSchema } from "../../shared/api-webhooks.ts";
import { administer, command, type RouteRule, read, respond, take, webhook } from "./security-rule.ts";

/** Every route. One that stands here not yet is for admins alone, and fails a test. */
export const ROUTES: readonly RouteRule[] = [
  read("/status", "What was read, from which sources, and how many secrets were redacted.", {
    answer: statusResponseSchema,
  }),
  read("/whoami", "Who is asking, and what they may do.", { answer: whoamiResponseSchema }),
  read("/openapi.json", "This document.", { answer: "application/json" }),
  read("/events", "Changes as they happen: server-sent events.", { answer: "text/event-stream" }),

  read("/incidents", "Incidents, active ones first.", { query: incidentFilterSchema, answer: incidentsResponseSchema }),
  read("/incidents/:id", "One incident with all that is known of it, or was known at a moment.", {
    query: momentQuerySchema,
    answer: incidentResponseSchema,
  }),
  read("/incidents/:id/chart", "Its entries over a part of its time, at the resolution of a chart.", {
    query: chartQuerySchema,
    answer: chartResponseSchema,
  }),
  read("/incidents/:id/lines", "Log lines that are kept of it: all, those of a group, or those that evidence names.", {
    query: linesQuerySchema,
    answer: linesResponseSchema,
  }),
  read("/incidents/:id/history", "The moments at which what is known of it changed.", {
    answer: historyResponseSchema,
  }),
  read("/incidents/:id/checks", "What its checks answered each time.", {
    query: momentQuerySchema,
    answer: checkRunsResponseSchema,
  }),
  command("POST", "/incidents/:id/merge", "Merges it into another incident of the same environment.", {
    body: mergeRequestSchema,
    answer: decisionResponseSchema,
  }),
  command("POST", "/incidents/:id/split", "Makes some of its groups an incident of their own.", {
    body: splitRequestSchema,
    answer: decisionResponseSchema,
  }),
  command("POST", "/incidents/:id/decisions/:decisionId/undo", "Takes a merge or a split back.", {
    body: undoRequestSchema,
    answer: decisionResponseSchema,
  }),
  read("/incidents/:id/report", "The report of an incident as it is now, as a download.", {
    query: reportQuerySchema,
    answer: "application/octet-stream",
  }),
  read("/incidents/:id/reports", "The versions of its report that were kept.", {
    answer: reportVersionsResponseSchema,
  }),
  respond("POST", "/incidents/:id/reports", "Keeps the report of now as a version.", {
    body: saveReportRequestSchema,
    answer: reportVersionResponseSchema,
  }),
  read("/incidents/:id/reports/:number", "A version of the report, as a download.", {
    query: reportQuerySchema,
    answer: "application/octet-stream",
  }),
  respond("PATCH", "/incidents/:id/reports/:number", "Marks a version; final takes a commander, and is for good.", {
    body: reportMarkRequestSchema,
    answer: reportVersionResponseSchema,
  }),
  read("/incidents/:id/reports/:number/changes", "How a version differs from another, in words.", {
    query: reportChangesQuerySchema,
    answer: reportChangesResponseSchema,
  }),
  respond("PUT", "/incidents/:id/lessons/:field", "Writes what was learned into the report.", {
    body: wordRequestSchema,
    answer: incidentResponseSchema,
  }),
  command("PUT", "/incidents/:id/words/:field", "Writes summary or impact into the report.", {
    body: wordRequestSchema,
    answer: incidentResponseSchema,
  }),
  respond("PATCH", "/incidents/:id/steps/:stepId", "Sets state, owner, due day, link or note of a step.", {
    body: stepPatchSchema,
    answer: stepResponseSchema,
  }),
  respond("POST", "/incidents/:id/acknowledge", "Notes that somebody looks after it.", {
    answer: acknowledgeResponseSchema,
  }),
  respond("POST", "/incidents/:id/checks/run", "Asks the live systems anew.", {
    body: runChecksRequestSchema,
    answer: runChecksResponseSchema,
  }),
  respond("POST", "/incidents/:id/comments", "Adds a comment to its history.", {
    body: textRequestSchema,
    answer: incidentResponseSchema,
  }),
  command("POST", "/incidents/:id/whys/:whyId/answer", "Answers a why in the place of what was derived.", {
    body: textRequestSchema,
    answer: incidentResponseSchema,
  }),

  take("/entries", "Takes log entries, and answers once they are stored."),
  { ...take("/ingest", "Takes what Pub/Sub and alerting systems push."), isRoot: true },
  { ...take("/v1/logs", "Takes OpenTelemetry logs."), isRoot: true },
  { ...read("/metrics", "How Plumbline itself is doing, for Prometheus.", { answer: "text/plain" }), isRoot: true },

  read("/groups", "Recurring errors.", { query: groupFilterSchema, answer: groupsResponseSchema }),
  read("/groups/explain", "Whether two groups, or texts, are one group, and because of what.", {
    query: comparisonQuerySchema,
    answer: comparisonResponseSchema,
  }),
  read("/groups/:id", "One recurring error, with all groups that are shown in it.", { answer: groupResponseSchema }),
  read("/groups/:id/explain", "Why its entries are one group.", { answer: groupExplanationSchema }),
  respond("POST", "/groups/:id/join", "Shows another group in this one.", {
    body: joinRequestSchema,
    answer: joinResponseSchema,
  }),
  respond("POST", "/groups/:id/split", "Takes one of the groups that are shown in it out again.", {
    body: splitGroupRequestSchema,
    answer: joinResponseSchema,
  }),
  respond("POST", "/groups/:id/undo", "Takes a join or a split back.", {
    body: undoJoinRequestSchema,
    answer: joinResponseSchema,
  }),
  command("PUT", "/groups/:id/mute", "Silences a group for a time.", {
    body: muteRequestSchema,
    answer: muteResponseSchema,
  }),
  command("DELETE", "/groups/:id/mute", "Lifts the silence.", { answer: muteResponseSchema }),

  read("/checks", "What the live systems were asked, and how answers changed.", {
    query: checkFilterSchema,
    answer: checksResponseSchema,
  }),
  read("/environments", "Each environment beside the reference.", { answer: environmentsResponseSchema }),
  respond("POST", "/environments/:name/look", "Compares an environment with the reference now.", {
    answer: environmentsResponseSchema,
  }),
  read("/sources", "What is read, and what was missed.", { answer: sourcesResponseSchema }),
  respond("POST", "/sources/:id/pause", "Stops reading a source, on every replica, until somebody resumes it.", {
    body: pauseRequestSchema,
    answer: sourceResponseSchema,
  }),
  respond("POST", "/sources/:id/resume", "Lets a paused source go on where it was.", { answer: sourceResponseSchema }),

  webhook("GET", "/webhooks", "Endpoints and what was sent to them.", { answer: webhooksResponseSchema }),
  webhook("POST", "/webhooks/:name/test", "Sends a test message.", { answer: webhookTestResponseSchema }),
  webhook("POST", "/webhooks/:name/replay", "Sends a message again.", {
    body: replayRequestSchema,
    answer: doneResponseSchema,
  }),
  webhook("POST", "/webhooks/:name/enable", "Lets a disabled endpoint receive again.", { answer: doneResponseSchema }),
  webhook("POST", "/webhooks/:name/pause", "Lets messages to an endpoint wait until somebody enables it.", {
    answer: doneResponseSchema,
  }),
  webhook("GET", "/maintenance", "When messages wait, as people set it.", { answer: maintenanceListSchema }),
  webhook("POST", "/maintenance", "Lets messages wait for a stretch of time.", {
    body: maintenanceRequestSchema,
    answer: maintenanceSchema,
  }),
  webhook("DELETE", "/maintenance/:id", "Ends a maintenance; what waited is sent.", { answer: maintenanceListSchema }),

  read("/filters", "Filters of lists that people keep.", { answer: savedFiltersSchema }),
  respond("POST", "/filters", "Keeps a filter for everybody, under a name.", {
    body: saveFilterRequestSchema,
    answer: savedFiltersSchema,
  }),
  respond("DELETE", "/filters/:id", "Drops a filter.", { answer: savedFiltersSchema }),
  read("/services", "What is at stake with each service.", { answer: servicesResponseSchema }),
  command("PUT", "/services/:name", "Says what is at stake with a service.", {
    body: serviceRequestSchema,
    answer: servicesResponseSchema,
  }),
  command("DELETE", "/services/:name", "Goes back to what the configuration says.", { answer: servicesResponseSchema }),
  read("/schemas", "The events that webhooks carry.", { answer: schemasResponseSchema }),
  read("/schemas/:type", "The JSON Schema of an event, with an example.", { answer: "application/schema+json" }),
  administer("GET", "/people", "How people sign in, and who may do what.", { answer: peopleResponseSchema }),

  administer("POST", "/sample", "Loads the bundled sample.", { answer: sampleResponseSchema }),
  administer("POST", "/sample/fix", "Mends the sample's service.", { answer: sampleResponseSchema }),
  administer("DELETE", "/sample", "Removes the sample.", { answer: sampleResponseSchema }),
  administer("GET", "/tokens", "API tokens, without the tokens themselves.", { answer: tokensResponseSchema }),
  administer("POST", "/tokens", "Makes an API token and shows it once.", {
    body: tokenRequestSchema,
    answer: newTokenResponseSchema,
  }),
  administer("DELETE", "/tokens/:id", "Ends an API token for good.", { answer: tokenResponseSchema }),
  administer("GET", "/sessions", "Who is signed in with a browser.", { answer: sessionsResponseSchema }),
  administer("DELETE", "/sessions/:id", "Ends a session.", { answer: sessionsResponseSchema }),
  administer("GET", "/audit", "Who did what, newest first; ?format=ndjson for all of it.", {
    query: auditFilterSchema,
    answer: auditResponseSchema,
  }),
];
