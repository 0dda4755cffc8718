import type { MigrationFile } from "../../../shared/migrations.ts";
import { baseName } from "../paths.ts";
import { decodeSource } from "../source-text.ts";

/** What a directory's own configuration says about its scripts. */
export type FlywaySettings = {
  placeholders: Record<string, string>;
  isReplacing: boolean;
  prefix: string;
  suffix: string;
  /** The default schema first; empty where nothing is said. */
  schemas: string[];
};

/**
 * The settings in the `flyway.conf` and `flyway.toml` of a directory; `flyway.user.toml` comes after. What stands in the
 * application's own configuration is not seen. https://documentation.red-gate.com/flyway/reference/configuration
 */
export function flywaySettings(files: MigrationFile[]): FlywaySettings {
  const own = files.filter(({ path }) => /^flyway(\.user)?\.(conf|toml)$/.test(baseName(path)));
  const all = new Map(own.flatMap(({ content }) => [...settingsIn(decodeSource(content).text)]));
  const placeholders = [...all].flatMap(([name, value]): [string, string][] =>
    name.startsWith("flyway.placeholders.") ? [[name.slice("flyway.placeholders.".length), value]] : [],
  );
  const schemas = (all.get("flyway.schemas") ?? "").split(",").map((name) => name.trim());
  const first = all.get("flyway.defaultSchema") ?? "";
  return {
    placeholders: Object.fromEntries(placeholders),
    isReplacing: all.get("flyway.placeholderReplacement") !== "false",
    prefix: all.get("flyway.placeholderPrefix") ?? "${",
    suffix: all.get("flyway.placeholderSuffix") ?? "}",
    schemas: [...new Set([first, ...schemas])].filter((name) => name !== ""),
  };
}

/** `name = value` lines; a TOML section begins the names of those after it, and lists are joined by commas. */
export function settingsIn(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  let section = "";
  for (const line of text.split("\n").map((one) => one.trim())) {
    const title = /^\[([\w.]+)\]$/.exec(line)?.[1];
    if (title !== undefined) section = `${title}.`;
    const [, name, value] = /^([\w.:-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const plain = value.replace(/^\[(.*)\]$/, "$1").replaceAll(/["']/g, "");
    settings.set(`${section}${name}`, plain);
  }
  return settings;
}
