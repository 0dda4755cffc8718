import { referenceFor } from "../../shared/reference.ts";
import type { ApiDeps } from "./deps.ts";

type Configured = Pick<ApiDeps, "config">;

/** Whether other environments are compared with this one. */
export function isReference({ config }: Configured, name: string): boolean {
  return config().environments.some((environment) => environment.name === name && environment.reference);
}

/** What an environment is compared with; undefined for a reference itself, and where none is configured. */
export function comparedWith({ config }: Configured, name: string): string | undefined {
  return referenceFor(config().environments, name);
}

/** The one reference that these environments have or are; null where there is none, and where they have several. */
export function commonReference(deps: Configured, environments: readonly string[]): string | null {
  const references = new Set(
    environments.flatMap((name) => (isReference(deps, name) ? [name] : (comparedWith(deps, name) ?? []))),
  );
  const [first] = references;
  return references.size === 1 ? (first ?? null) : null;
}
