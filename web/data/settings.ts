import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  auditResponseSchema,
  newTokenResponseSchema,
  sessionsResponseSchema,
  type TokenRequest,
  tokenResponseSchema,
  tokensResponseSchema,
  type WhoamiResponse,
  whoamiResponseSchema,
} from "../../shared/api-access.ts";
import { peopleResponseSchema, type ServiceRequest, servicesResponseSchema } from "../../shared/api-settings.ts";
import { MINUTE } from "../../shared/time.ts";
import { answered, useAnswered } from "./answered.ts";
import { request } from "./http.ts";
import { SERVICES_PATH, WHOAMI_PATH } from "./paths.ts";
import { question } from "./question.ts";

const AUDIT_PAGE = 50;

const WHOAMI_MINUTES = 5;

const whoamiQuestion = {
  ...question(["whoami"], whoamiResponseSchema, WHOAMI_PATH),
  staleTime: WHOAMI_MINUTES * MINUTE,
};
const servicesQuestion = question(["services"], servicesResponseSchema, SERVICES_PATH);
const peopleQuestion = question(["people"], peopleResponseSchema, "/people");
const tokensQuestion = question(["tokens"], tokensResponseSchema, "/tokens");
const sessionsQuestion = question(["sessions"], sessionsResponseSchema, "/sessions");

/** Whether each part of the page has its answer or its fault, so that none pushes another away when it comes. */
export function useSettingsRead(who: WhoamiResponse | undefined): boolean {
  const parts = isAdmin(who) ? [peopleQuestion, tokensQuestion, sessionsQuestion] : [];
  return useAnswered([servicesQuestion, ...parts], who !== undefined);
}

/** Whether someone may change what holds everywhere. */
export function isAdmin(who: WhoamiResponse | undefined): boolean {
  return who?.role === "admin" || who?.scopes.includes("admin") === true;
}

/** Who is asking, and what they may do. */
export function useWhoami() {
  return useQuery(whoamiQuestion);
}

/** What is at stake with each service. */
export function useServices() {
  return useQuery(answered(servicesQuestion));
}

/** Says what is at stake with a service; without `wish` it goes back to the configuration. */
export function useServiceEdit() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, wish }: { name: string; wish?: ServiceRequest }) =>
      request(
        servicesResponseSchema,
        wish === undefined ? "DELETE" : "PUT",
        `/services/${encodeURIComponent(name)}`,
        wish,
      ),
    onSuccess: (answer) => client.setQueryData(["services"], answer),
  });
}

/** How people sign in, and who may do what; for admins. */
export function usePeople() {
  return useQuery(answered(peopleQuestion));
}

/** API tokens; for admins. */
export function useTokens() {
  return useQuery(answered(tokensQuestion));
}

/** Makes an API token; the answer is the only time that it is shown. */
export function useNewToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: TokenRequest) => request(newTokenResponseSchema, "POST", "/tokens", wish),
    onSuccess: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
}

/** Ends an API token for good. */
export function useTokenEnd() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request(tokenResponseSchema, "DELETE", `/tokens/${encodeURIComponent(id)}`),
    onSettled: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
}

/** Who is signed in with a browser; for admins. */
export function useSessions() {
  return useQuery(answered(sessionsQuestion));
}

/** Ends a session. */
export function useSessionEnd() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request(sessionsResponseSchema, "DELETE", `/sessions/${encodeURIComponent(id)}`),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
}

/** The audit log, newest first, page by page; for admins. */
export function useAudit() {
  return useInfiniteQuery({
    queryKey: ["audit"],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const before = pageParam === "" ? "" : `&before=${pageParam}`;
      return request(auditResponseSchema, "GET", `/audit?limit=${AUDIT_PAGE}${before}`, undefined, signal);
    },
    getNextPageParam: ({ rows }) => (rows.length < AUDIT_PAGE ? undefined : rows.at(-1)?.id),
  });
}

/** Ends this browser's session; the next page asks to sign in. */
export async function signOut(): Promise<void> {
  const response = await fetch("/auth/sign-out", { method: "POST", headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The server answered with status ${response.status}.`);
  location.assign("/");
}
