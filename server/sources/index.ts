import type { SourceConfig } from "../../shared/config.ts";
import { type Pace, projectPaces } from "./cloud-logging/pace.ts";
import { cloudLoggingSource } from "./cloud-logging.ts";
import { fileSource } from "./file.ts";
import { folderSource } from "./folder-watch.ts";
import type { Source } from "./source.ts";

/**
 * The readers of the configured sources, in their order, each under a name of its own. A kind of source is one file and
 * one line here.
 */
export function openSources(configs: readonly SourceConfig[]): Source[] {
  const paces = projectPaces(configs.filter((config) => config.kind === "cloud-logging"));
  return withOwnNames(configs.map((config) => openSource(config, paces)));
}

function openSource(config: SourceConfig, paces: ReadonlyMap<string, Pace>): Source {
  switch (config.kind) {
    case "cloud-logging":
      return cloudLoggingSource(config, paces);
    case "file":
      return fileSource(config.path);
    case "folder":
      return folderSource(config);
  }
}

/** A cursor is kept under the name: what would share one gets a number. */
function withOwnNames(sources: Source[]): Source[] {
  const taken = new Map<string, number>();
  return sources.map((source) => {
    const count = (taken.get(source.name) ?? 0) + 1;
    taken.set(source.name, count);
    return count === 1 ? source : { ...source, name: `${source.name} (${count})` };
  });
}
