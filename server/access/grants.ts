import { type AuthConfig, ROLES, type Role } from "../../shared/auth-config.ts";

/** The highest role that the configuration grants to an address and its groups; undefined for none. */
export function roleOf(
  { email, groups }: { email: string; groups: readonly string[] },
  grants: AuthConfig["roles"],
): Role | undefined {
  const address = email.toLowerCase();
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const granted = grants.filter(
    (grant) =>
      grant.emails.some((one) => one.toLowerCase() === address) ||
      grant.domains.some((one) => one.toLowerCase() === domain) ||
      grant.groups.some((one) => groups.includes(one)),
  );
  return ROLES.toReversed().find((role) => granted.some((grant) => grant.role === role));
}
