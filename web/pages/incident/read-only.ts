import { createContext, useContext } from "react";
import type { Role } from "../../../shared/auth-config.ts";

/** Why what takes a role can't be done on this page, in a sentence; undefined where it can. */
export type WhyNot = (least: Role) => string | undefined;

/** What can't be changed on this page: nothing in the past, little by people who may only look. */
export const ReadOnly = createContext<WhyNot>(() => undefined);

/** Why what takes this role can't be done here; undefined where it can. */
export function useReadOnly(least: Role = "responder"): string | undefined {
  return useContext(ReadOnly)(least);
}
