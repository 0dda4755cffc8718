import { ROLES, type Role, type Scope } from "./auth-config.ts";

/** Who sends a request, as far as they showed it. */
export type Identity = {
  /** For people: an address, `token NAME`, or `Operator`. */
  who: string;
  method: "operator" | "iap" | "google" | "token" | "oidc";
  /** What a person or a service may do everywhere; undefined for tokens, and where no such role was granted. */
  role: Role | undefined;
  /** What a person or a service may do in single environments, by name; none where it is left out. */
  roleIn?: ReadonlyMap<string, Role>;
  /** What a token may do; empty for others. */
  scopes: readonly Scope[];
  /** The only environments that a token may look at; all where it is left out. */
  environments?: readonly string[];
};

/** What a request shows of its sender. */
export type Credentials = {
  /** The header of that name. */
  authorization: string | undefined;
  /** The header `x-goog-iap-jwt-assertion`. */
  iapAssertion: string | undefined;
  /** What the cookie of a session holds. */
  session?: string | undefined;
  /** Looked at once more, later: that is no use of a session, which may end for lack of it. */
  isSeenAgain?: boolean;
};

/** The environments that somebody may look at; undefined for all, those to come included. */
export type Reach = readonly string[] | undefined;

/** What lies within the reach of an identity. */
export function reachOf({ method, role, roleIn, environments }: Identity): Reach {
  if (method === "token") return environments;
  return role === undefined ? [...(roleIn?.keys() ?? [])] : undefined;
}

/** Whether an environment lies within reach. */
export function isWithin(reach: Reach, environment: string): boolean {
  return reach === undefined || reach.includes(environment);
}

/** The role of a person or a service in an environment: the higher one of that and of the role that holds everywhere. */
export function roleWithin({ role, roleIn }: Identity, environment: string): Role | undefined {
  return highest([role, roleIn?.get(environment)]);
}

/** The highest of some roles; undefined where there is none. */
export function highest(roles: readonly (Role | undefined)[]): Role | undefined {
  return ROLES.toReversed().find((role) => roles.includes(role));
}
