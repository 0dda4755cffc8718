import { LogOut } from "lucide-react";
import { Link } from "wouter";
import type { WhoamiResponse } from "../../../shared/api-access.ts";
import { signOut } from "../../data/settings.ts";
import { failureText } from "../../lib/failure.ts";
import { tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Section } from "../../parts/section.tsx";

const METHODS: Record<WhoamiResponse["method"], string> = {
  operator: "nobody has to sign in on this machine",
  iap: "through Identity-Aware Proxy",
  google: "with a Google ID token",
  token: "with an API token",
  oidc: "in this browser",
  none: "not signed in",
};

/** Who is asking, what they may do, and the way out. */
export function Account({ who }: { who: WhoamiResponse }) {
  const single = Object.entries(who.roleIn).map(([environment, role]) => `${role} in ${environment}`);
  const roles = [...(who.role === null ? [] : [who.role]), ...single, ...who.scopes];
  const leave = () =>
    void signOut().catch((error) => tellFailure(failureText("You are still signed in", error), leave));
  return (
    <Section
      id="account"
      title="You"
      aside={
        who.canSignOut && (
          <button type="button" className="button button-small" onClick={leave}>
            <LogOut size={14} aria-hidden="true" /> Sign out
          </button>
        )
      }
    >
      <p>
        <strong>{visible(who.who)}</strong>, {METHODS[who.method]}.{" "}
        {roles.length === 0 ? "You have no role." : `Role: ${roles.map(visible).join(", ")}.`}{" "}
        {who.environments !== null && `You see ${who.environments.map(visible).join(", ")} only.`}
      </p>
      <p className="quiet">
        What programs may ask stands on the page <Link href="/api-reference">API</Link>.
      </p>
    </Section>
  );
}
