/** One thing to do: why, and what to copy. Words between backticks are code. */
export type ConnectStep = { title: string; text: string; label: string; code: string };

/** A way by which entries come in, as the page's address names it, with its own steps. */
export type ConnectWay = { id: string; name: string; when: string; steps: ConnectStep[] };

/** The project of all examples. */
export const PROJECT = "my-staging-project";
/** The filter of all examples, in the Logging query language. */
export const FILTER = 'resource.type="cloud_run_revision"';

/** How `plumbline.yaml` begins in all examples. */
export const ENVIRONMENT = `environments:
  - name: staging
    projects: [${PROJECT}]`;
