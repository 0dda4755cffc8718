import type { AuthConfig, Role } from "../../shared/auth-config.ts";
import { highest, type Identity } from "../../shared/identity.ts";

type Grant = AuthConfig["roles"][number];

/** The highest roles that the configuration grants to an address and its groups: everywhere, and in single environments. */
export function rolesOf(
  { email, groups }: { email: string; groups: readonly string[] },
  grants: readonly Grant[],
): Pick<Identity, "role" | "roleIn"> {
  const granted = grants.filter((grant) => holdsFor(grant, email.toLowerCase(), groups));
  const everywhere = granted.filter(({ environments }) => environments === undefined);
  const names = new Set(granted.flatMap(({ environments }) => environments ?? []));
  const roleIn = [...names].map((name): [string, Role | undefined] => [
    name,
    highest(granted.flatMap(({ environments, role }) => (environments?.includes(name) === true ? role : []))),
  ]);
  return {
    role: highest(everywhere.map(({ role }) => role)),
    roleIn: new Map(roleIn.flatMap(([name, role]) => (role === undefined ? [] : [[name, role]]))),
  };
}

function holdsFor({ emails, domains, groups }: Grant, address: string, own: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return (
    emails.some((one) => one.toLowerCase() === address) ||
    domains.some((one) => one.toLowerCase() === domain) ||
    groups.some((one) => own.includes(one))
  );
}
