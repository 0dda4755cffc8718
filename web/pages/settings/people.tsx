import type { PeopleResponse } from "../../../shared/api-settings.ts";
import { usePeople } from "../../data/settings.ts";
import { visible } from "../../lib/text.ts";
import { Copyable } from "../../parts/copyable.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Nothing, Section } from "../../parts/section.tsx";

const METHODS: Record<string, string> = {
  iap: "Identity-Aware Proxy",
  oidc: "OpenID Connect, in the browser",
  token: "API tokens",
  google: "Google ID tokens of services",
};
const ROLES = `auth:
  # viewer < responder < commander < admin
  roles:
    - { role: commander, groups: [sre@example.com] }
    - { role: admin, emails: [ada@example.com], environments: [staging] }`;

/** How people sign in, and who may do what; that is configured in the file alone, so that no page can widen it. */
export function People() {
  const { data, error, refetch } = usePeople();
  return (
    <Section id="people" title="People">
      {error && <Failure doing="Roles could not be read" error={error} retry={() => void refetch()} />}
      {data && (
        <p className="section-lead">
          {data.methods.length === 0
            ? "Nobody signs in: Plumbline answers on this machine alone, and whoever reaches it is the operator."
            : `Sign-in: ${data.methods.map((method) => METHODS[method] ?? method).join(", ")}.`}
        </p>
      )}
      {data && data.grants.length > 0 && <Grants grants={data.grants} />}
      {data && data.grants.length === 0 && data.methods.length > 0 && (
        <Nothing>No role is granted to anybody, so nobody but API tokens gets in.</Nothing>
      )}
      {data && data.grants.length === 0 && <Copyable label="Roles in plumbline.yaml" text={ROLES} />}
    </Section>
  );
}

function Grants({ grants }: Pick<PeopleResponse, "grants">) {
  return (
    <div className="table-frame">
      <table className="plain-table">
        <caption className="visually-hidden">Roles, who holds them, and where</caption>
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">Who</th>
            <th scope="col">Where</th>
          </tr>
        </thead>
        <tbody>
          {grants.map(({ role, emails, groups, domains, environments }) => (
            <tr key={JSON.stringify([role, emails, groups, domains, environments])}>
              <th scope="row">{role}</th>
              <td>
                {[
                  ...emails,
                  ...groups.map((group) => `group ${group}`),
                  ...domains.map((domain) => `everybody at ${domain}`),
                ]
                  .map(visible)
                  .join(", ")}
              </td>
              <td>{environments === null ? "everywhere" : environments.map(visible).join(", ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
