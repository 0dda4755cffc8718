import type { Hypothesis, Symptom } from "../../shared/incident.ts";
import { excerpt, formatCount, formatTime, list, plural } from "../../shared/words.ts";
import { type ExplainInput, type FailureCase, failedRequestsOf } from "./context.ts";

const SURE = {
  confirmed: "confirmed",
  probable: "probable",
  possible: "possible",
  refuted: "refuted",
  unknown: "not known",
} as const;

/** One line: what fails, how, and why as far as known. */
export function titleOf(input: ExplainInput, symptoms: readonly Symptom[], root: Hypothesis | undefined): string {
  const failing = whatFails(input, symptoms);
  if (root !== undefined) return `${failing}: ${excerpt(root.title, 110)}`;
  const { lead, service } = input.failure;
  const isOfRequests = symptoms.some((symptom) => symptom.kind === "request");
  if (isOfRequests || lead.count < 2) return `${failing}: cause not known yet`;
  return `${service} logs “${excerpt(lead.title, 80)}” ${plural(lead.count, "time")}: cause not known yet`;
}

/** One paragraph; what it says of the cause is what the ranking says. */
export function headlineOf(
  input: ExplainInput,
  symptoms: readonly Symptom[],
  hypotheses: readonly Hypothesis[],
): string {
  const root = hypotheses.find((hypothesis) => hypothesis.role === "root-cause");
  const { failure } = input;
  const first = Math.min(...failure.members.map((member) => member.group.firstSeen));
  const what = `${whatFails(input, symptoms)} in ${failure.environment} since ${formatTime(first)}.`;
  return [what, cause(root, hypotheses), others(hypotheses)].filter((part) => part !== "").join(" ");
}

function whatFails({ failure }: ExplainInput, symptoms: readonly Symptom[]): string {
  const requests = symptoms.filter((symptom) => symptom.kind === "request");
  const top = requests[0];
  if (top === undefined) return `${failure.service} logs ${plural(failure.lead.count, "error")}`;
  const routes = new Set(requests.map((symptom) => `${symptom.method} ${symptom.route}`));
  const status = list([...new Set(requests.map((symptom) => String(symptom.status)))]);
  const rhythm = top.cadence === null ? "" : ` every ${formatCount(top.cadence.periodSeconds)} s`;
  const name = routes.size === 1 ? `${top.method} ${top.route}` : `${routes.size} routes of ${servicesOf(failure)}`;
  return `${name} ${routes.size === 1 ? "fails" : "fail"} with ${status}${rhythm}`;
}

/** The service whose requests failed, or how many they are. */
export function servicesOf(failure: FailureCase): string {
  const services = new Set(failedRequestsOf(failure).map((group) => group.service));
  return services.size > 1 ? `${services.size} services` : ([...services][0] ?? failure.service);
}

function cause(root: Hypothesis | undefined, hypotheses: readonly Hypothesis[]): string {
  if (root === undefined) {
    const possible = hypotheses.filter(
      (h) => h.role === "contributing" && !h.family.startsWith("echo.") && h.confidence >= 0.25,
    );
    const names = list(
      possible.map((hypothesis) => `“${hypothesis.title}”`),
      3,
    );
    return possible.length === 0
      ? "The evidence does not show the cause."
      : `The evidence does not decide the cause; possible: ${names}.`;
  }
  const { groups, ofGroups, entries, ofEntries } = root.explains;
  const explains = `it explains ${groups} of ${plural(ofGroups, "group")}, ${formatCount(entries)} of ${plural(ofEntries, "entry", "entries")}`;
  return `Root cause (${SURE[root.verdict]}, ${Math.round(root.confidence * 100)} %): ${root.title}; ${explains}.`;
}

function others(hypotheses: readonly Hypothesis[]): string {
  const echoes = hypotheses.filter(
    (hypothesis) => hypothesis.role === "echo" && !hypothesis.family.startsWith("echo."),
  );
  const ruledOut = hypotheses.filter((hypothesis) => hypothesis.role === "ruled-out");
  const latent = hypotheses.filter((hypothesis) => hypothesis.role === "latent");
  return [
    echoes.length === 0 ? "" : `Only an echo: ${titles(echoes)}.`,
    ruledOut.length === 0 ? "" : `Ruled out: ${titles(ruledOut)}.`,
    latent.length === 0 ? "" : `Found beside it, not its cause: ${titles(latent)}.`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function titles(hypotheses: readonly Hypothesis[]): string {
  return list(
    hypotheses.map((hypothesis) => `“${excerpt(hypothesis.title, 100)}”`),
    3,
  );
}
