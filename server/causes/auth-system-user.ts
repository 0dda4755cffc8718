import type { Cause } from "../../shared/cause.ts";
import { isOwn } from "./live.ts";
import { ask, refutes, slotOr, so, sqlText, supports } from "./words.ts";

/** The account that the app acts as by itself is missing or disabled; without proof, an echo of what failed before. */
export const systemUser: Cause = {
  id: "auth.system-user",
  title: "System account fails to sign in",
  why: "The app could not sign in the account that it acts as by itself. It is a cause only where a live check shows the account missing or disabled, or where nothing earlier explains it: the same text is printed whenever the database session behind the sign-in failed.",
  sources: ["netra-systems/zen:netra_backend/app/dependencies.py"],
  signs: [
    {
      text: /SYSTEM USER AUTHENTICATION FAILURE(?:: User '(?<account>[^'\n]{1,100})')?/,
      weight: 2,
      example: "SYSTEM USER AUTHENTICATION FAILURE: User 'system' failed authentication",
    },
    {
      text: /[Ss](?:ystem|ervice) (?:user|account) ['"]?(?<account>[\w:@.-]{1,100})['"]? (?:failed (?:to authenticate|authentication)|(?:is|was) (?:disabled|not found|missing)|not found|does not exist)/,
      weight: 2,
      example: "Service account 'svc-billing' is disabled",
    },
    {
      text: /system user (?:is )?not found|system account (?:is )?(?:missing|disabled)/i,
      weight: 2,
      example: "RuntimeError: System user not found",
    },
  ],
  headline: (slots) => `System account ${slotOr(slots, "account", "of the app")} fails to sign in`,
  component: (slots) => `system account ${slotOr(slots, "account", "of the app")}`,
  echoes: ["code.unhandled-exception"],
  alternatives: [],
  questions: (_slots, context) =>
    context.requiredRows.map(({ table, where }) => {
      const values = Object.entries(where).map(([column, value]) => `${column} = ${value}`);
      return ask(context, "row", `${table}: ${values.join(", ")}`, { table, where: JSON.stringify(where) });
    }),
  weigh: (check, slots, environment) => {
    if (
      check.kind !== "row" ||
      !isOwn(check, environment) ||
      check.outcome === "unknown" ||
      !concerns(check.target, slots)
    )
      return undefined;
    return check.outcome === "confirmed"
      ? supports(4, so(check, "its sign-in cannot succeed"))
      : refutes(3, so(check, "the account is there and the failure comes from something else"));
  },
  mechanism: (slots) =>
    `The account ${slotOr(slots, "account", "of the app")} is missing or disabled in the table it is looked up in, so everything that the app does in its name is refused.`,
  systemic: [
    {
      question: "Why does this environment lack the account?",
      candidates: [
        "The row is created by hand or by a seed that did not run here.",
        "A restore or a clean-up removed it.",
      ],
    },
    { question: "Why did the service start without it?", candidates: ["Nothing looks for required rows at start."] },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Put the account's row back",
      detail: (slots) =>
        `Copy it from the reference environment, or run the seed that creates it. First look: select * from users where id = ${sqlText(slotOr(slots, "account", "system"))}; (use the table that the configuration's requiredRows names).`,
      criterion: "row",
    },
    {
      kind: "fix",
      title: () => "Create required rows in a migration",
      detail: () =>
        "Write an insert … on conflict do nothing for each required row into the migrations, so that every environment has it.",
      criterion: "row",
    },
    {
      kind: "validate",
      title: (slots) => `See ${slotOr(slots, "account", "the account")} in the table, and a sign-in succeed`,
      detail: () =>
        "The row check of this incident must say that the row is there, and the route that failed must answer 2xx.",
      criterion: "row",
    },
    {
      kind: "prevent",
      title: () => "Look for required rows at start",
      detail: () =>
        "Let the start-up probe look for each required row, and list them in Plumbline's configuration under requiredRows.",
    },
  ],
};

/** Whether a row check is about the account of the text; a check of another account says nothing. */
function concerns(target: string, slots: Record<string, string>): boolean {
  return slots.account === undefined || target.includes(slots.account);
}
