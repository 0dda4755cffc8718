import { useCallback } from "react";
import type { WhoamiResponse } from "../../shared/api-access.ts";
import type { Role } from "../../shared/auth-config.ts";
import { visible } from "../lib/text.ts";
import { useWhoami } from "./settings.ts";

/** From the least to the most; the server decides in any case. */
const ORDER: readonly Role[] = ["viewer", "responder", "commander", "admin"];

/** What a role must hold for: the whole installation, one environment, or whichever environment the person may look at. */
export type Where = "everywhere" | "somewhere" | { environment: string };

/** Where a role must hold for what belongs to one environment; to any for null. */
export function placeOf(environment: string | null): Where {
  return environment === null ? "everywhere" : { environment };
}

/** Says for a role and a place why this person may not do what takes it, in a sentence; undefined where they may. */
export type Refusal = (least: Role, where: Where) => string | undefined;

/** Why this person may not do what takes `least`; undefined where they may, and as long as it is not known who they are. */
export function useRefusal(least: Role, where: Where): string | undefined {
  return useRefusals()(least, where);
}

/** `useRefusal` for pages that ask about several things. */
export function useRefusals(): Refusal {
  const { data } = useWhoami();
  return useCallback(
    (least, where) => (data === undefined || mayDo(data, least, where) ? undefined : sentence(data, least, where)),
    [data],
  );
}

/** Whether somebody may do what takes `least`: by the role that holds everywhere, or in that environment. */
function mayDo({ method, role, roleIn, scopes }: WhoamiResponse, least: Role, where: Where): boolean {
  const isEnough = (one: Role | null | undefined) => ORDER.indexOf(one ?? "viewer") >= ORDER.indexOf(least) && !!one;
  if (method === "token") return scopes.includes("admin") || least !== "admin";
  if (isEnough(role)) return true;
  if (where === "everywhere") return false;
  return where === "somewhere" ? Object.values(roleIn).some(isEnough) : isEnough(roleIn[where.environment]);
}

function sentence({ role, roleIn }: WhoamiResponse, least: Role, where: Where): string {
  const single = Object.entries(roleIn).map(([name, one]) => `${one} in ${visible(name)}`);
  const held = [...(role === null ? [] : [role]), ...single].join(", ");
  const everywhere = where === "everywhere" && single.length > 0 ? " in every environment" : "";
  return `This takes the role ${least}${everywhere}; ${held === "" ? "you have none" : `you are ${held}`}.`;
}
