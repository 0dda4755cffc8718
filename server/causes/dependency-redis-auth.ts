import type { Cause } from "../../shared/cause.ts";
import { DESCRIBE_SERVICE, slotOr } from "./words.ts";

/** Redis wants a password, another password, or more rights. */
export const redisAuth: Cause = {
  id: "dependency.redis-auth",
  title: "Redis refuses the client",
  why: "NOAUTH: the client sent no password. WRONGPASS: another one than Redis knows, or the user is disabled. NOPERM: the user may not run this command. Typical after AUTH was switched on or its string changed.",
  sources: [
    "redis:src/server.c",
    "redis:src/acl.c",
    "https://cloud.google.com/memorystore/docs/redis/about-redis-auth",
  ],
  signs: [
    { text: /(?<reply>NOAUTH) Authentication required/, weight: 4, example: "-NOAUTH Authentication required." },
    {
      text: /(?<reply>WRONGPASS) invalid username-password pair/,
      weight: 4,
      example: "-WRONGPASS invalid username-password pair or user is disabled.",
    },
    {
      text: /\b(?<reply>NOPERM) (?:this user has no permissions|User \S{1,100} has no permissions)/i,
      weight: 4,
      example: "-NOPERM this user has no permissions to run the 'flushall' command",
    },
    {
      text: /ERR (?:AUTH <password> called without any password configured|Client sent AUTH, but no password is set)/,
      weight: 4,
      slots: { reply: "no password set" },
      example: "-ERR Client sent AUTH, but no password is set",
    },
    {
      exception: /^redis\.exceptions\.AuthenticationError$/,
      weight: 3,
      example: "redis.exceptions.AuthenticationError: invalid",
    },
  ],
  headline: (slots) => `Redis refuses the client (${slotOr(slots, "reply", "authentication")})`,
  component: () => "Redis credentials",
  echoes: ["boot.container-not-listening", "dependency.redis-clients", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    slots.reply === "NOPERM"
      ? "The user that the client signed in as has no right to the command, so Redis refuses it."
      : "What the client sends to sign in is not what Redis asks for, so every command is refused.",
  systemic: [
    {
      question: "Why do client and server disagree?",
      candidates: ["AUTH was switched on, or its string changed, without deploying the clients."],
    },
    {
      question: "Why did the change not reach both together?",
      candidates: ["The string is copied by hand into each environment's secret."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Put the string that worked back",
      detail: () => "Restore the secret version or the AUTH setting of before the change.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Deploy the clients with the current string",
      detail: () =>
        `gcloud redis instances get-auth-string INSTANCE --region REGION, add it as a secret version, and deploy a revision that mounts it. Settings: ${DESCRIBE_SERVICE}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Sign in with the mounted secret",
      detail: () => "redis-cli -h HOST --askpass ping must answer PONG, and the failing route 2xx.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Change the string with an overlap",
      detail: () =>
        "Let the same code create the string and the secret version, deploy after it, and ping Redis in the start-up probe.",
    },
  ],
};
