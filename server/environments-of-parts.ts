import type { Config } from "../shared/config.ts";
import { sourceIdOf } from "./lib/source-id.ts";
import { namedWebhooks } from "./notify/endpoint-names.ts";
import { environmentNamer } from "./pipeline.ts";
import { openSources } from "./sources/index.ts";

/** The environments of sources that read a single project, by the name of the source; others may hold entries of any. Pure. */
export function environmentsOfSources(config: Pick<Config, "environments" | "sources">): ReadonlyMap<string, string> {
  const environmentOf = environmentNamer(config);
  const names = openSources(config.sources).map(({ name }) => name);
  return new Map(
    config.sources.flatMap((source, i): [string, string][] => {
      const name = names[i];
      return source.kind === "cloud-logging" && name !== undefined ? [[name, environmentOf(source.project)]] : [];
    }),
  );
}

/** A part of the installation that may belong to single environments. */
export type Part = "source" | "webhook";

/**
 * The environments that a source (by its id) or a webhook (by its name) is about; undefined where that is any, and where there is no
 * such part.
 */
export function environmentsOfParts(
  config: Pick<Config, "environments" | "sources" | "webhooks">,
): (part: Part, id: string) => readonly string[] | undefined {
  const sources = [...environmentsOfSources(config)].map(
    ([name, environment]) => [sourceIdOf(name), [environment]] as const,
  );
  const webhooks = namedWebhooks(config.webhooks).map(({ name, environments }) => [name, environments] as const);
  const known = { source: new Map(sources), webhook: new Map(webhooks) };
  return (part, id) => known[part].get(id);
}
