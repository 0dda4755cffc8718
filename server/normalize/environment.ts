const WORDS = {
  production: "production",
  prod: "production",
  prd: "production",
  live: "production",
  staging: "staging",
  stage: "staging",
  stg: "staging",
  development: "development",
  dev: "development",
  test: "test",
  testing: "test",
  qa: "test",
  uat: "test",
  sandbox: "sandbox",
  preview: "preview",
} as const satisfies Record<string, string>;

const BY_WORD = new Map<string, string>(Object.entries(WORDS));

/**
 * The environment that a project id names, where no configuration says: the last part of `my-app-staging` that is such a
 * word ("prod" is read as production), else the project id itself; `unknown` for an empty one.
 */
export function environmentOfProject(project: string): string {
  const parts = project.toLowerCase().split(/[-_.:]/);
  const word = parts.findLast((part) => BY_WORD.has(part));
  return (word === undefined ? project : BY_WORD.get(word)) || "unknown";
}
