import type { ChangeEvent } from "../../../shared/events.ts";

/** A family of audited calls: what kind of change it is, and the words between the subject and "by …". */
export type AuditMethod = {
  service: RegExp;
  method: RegExp;
  kind: ChangeEvent["kind"];
  words: (name: string, verb: string) => string;
};

/** Calls that change a running system, by Google's service and method names; others are no changes here. */
export const AUDIT_METHODS: readonly AuditMethod[] = [
  {
    service: /^run\./,
    method: /Services\.SetIamPolicy$/,
    kind: "iam",
    words: (name) => `Access to service ${name} was changed`,
  },
  {
    service: /^run\./,
    method: /Services\.(?:Replace|Create|Update)Service$/,
    kind: "deploy",
    words: (name) => `Service ${name} was deployed`,
  },
  {
    service: /^run\./,
    method: /Services\.DeleteService$/,
    kind: "deploy",
    words: (name) => `Service ${name} was deleted`,
  },
  {
    service: /^run\./,
    method: /Jobs\.(?:Replace|Create|Update|Delete)Job$/,
    kind: "deploy",
    words: (name, verb) => `Job ${name} was ${verb}`,
  },
  {
    service: /^run\./,
    method: /WorkerPools\.\w+$/,
    kind: "deploy",
    words: (name, verb) => `Worker pool ${name} was ${verb}`,
  },
  {
    service: /^(?:cloudsql|sqladmin)\./,
    method:
      /^cloudsql\.(?:instances|users|databases|sslCerts|backupRuns)\.(?!list|get|connect|query|demoteMasterInfo)\w+$/,
    kind: "database",
    words: (name, verb) => `Cloud SQL ${name} was ${verb}`,
  },
  {
    service: /^alloydb\./,
    method: /\.(?:Create|Update|Delete|Restart|Failover|Promote|Restore)\w+$/,
    kind: "database",
    words: (name, verb) => `AlloyDB ${name} was ${verb}`,
  },
  {
    service: /^secretmanager\.|^secrets/,
    method: /\.(?:AddSecretVersion|(?:Disable|Destroy|Enable)SecretVersion|(?:Create|Update|Delete)Secret)$/,
    kind: "secret",
    words: (name, verb) => `Secret ${name}: ${verb}`,
  },
  {
    service: /^container\./,
    method: /ClusterManager\.(?:Create|Update|Delete|Set|Rollback|Start|Complete)\w+$/,
    kind: "config",
    words: (name, verb) => `GKE ${name} was ${verb}`,
  },
  {
    service: /^k8s\.io/,
    method: /^io\.k8s\.apps\.v1\.(?:deployments|statefulsets|daemonsets)\.(?:create|update|patch|delete)$/,
    kind: "deploy",
    words: (name, verb) => `Workload ${name} was ${verb}`,
  },
  {
    service: /^k8s\.io/,
    method: /^io\.k8s\.core\.v1\.(?:configmaps|secrets)\.(?:create|update|patch|delete)$/,
    kind: "config",
    words: (name, verb) => `Kubernetes setting ${name} was ${verb}`,
  },
  {
    service: /^cloudbuild\./,
    method: /CloudBuild\.(?:CreateBuild|RunBuildTrigger|RetryBuild|ApproveBuild)$/,
    kind: "other",
    words: (name) => `A build was started for ${name}`,
  },
  {
    service: /^clouddeploy\./,
    method: /CloudDeploy\.(?:CreateRelease|CreateRollout|AdvanceRollout|RollbackTarget)$/,
    kind: "deploy",
    words: (name, verb) => `Cloud Deploy ${name} was ${verb}`,
  },
  {
    service: /^cloudfunctions\./,
    method: /\.(?:Create|Update|Delete)Function$/,
    kind: "deploy",
    words: (name, verb) => `Function ${name} was ${verb}`,
  },
  {
    service: /^appengine\./,
    method: /Versions\.(?:Create|Update|Delete)Version$|Services\.UpdateService$/,
    kind: "deploy",
    words: (name, verb) => `App Engine ${name} was ${verb}`,
  },
  {
    service: /^(?:redis|memcache)\./,
    method: /\.(?:Create|Update|Delete|Failover|Upgrade|Reschedule)\w*Instance$/,
    kind: "config",
    words: (name, verb) => `Cache ${name} was ${verb}`,
  },
  {
    service: /^(?:vpcaccess|compute|servicenetworking|dns)\./,
    method:
      /(?:Connector|firewalls\.(?:insert|patch|update|delete)|routes\.(?:insert|delete)|routers\.(?:insert|patch|update|delete)|changes\.create|backendServices\.(?:insert|patch|update|delete)|urlMaps\.(?:insert|patch|update|delete))$/,
    kind: "config",
    words: (name, verb) => `Network ${name} was ${verb}`,
  },
  {
    service: /^(?:cloudresourcemanager|iam)\./,
    method: /(?:SetIamPolicy|SetIAMPolicy|ServiceAccountKey|(?:Disable|Delete|Enable)ServiceAccount)$/,
    kind: "iam",
    words: (name, verb) => `Access of ${name} was ${verb}`,
  },
];

const VERBS = [
  [/rollback/i, "rolled back"],
  [/restart/i, "restarted"],
  [/failover/i, "failed over"],
  [/restore/i, "restored"],
  [/import/i, "loaded from a file"],
  [/addsecretversion/i, "a version was added"],
  [/destroysecretversion/i, "a version was destroyed"],
  [/disablesecretversion/i, "a version was disabled"],
  [/enablesecretversion/i, "a version was enabled"],
  [/delete|remove/i, "deleted"],
  [/create|insert|add/i, "created"],
] as const satisfies [RegExp, string][];

/** The past participle of what a method does: "created", "deleted"; "changed" where its name says no more. */
export function verbOf(method: string): string {
  const last = method.slice(method.lastIndexOf(".") + 1);
  return VERBS.find(([pattern]) => pattern.test(last))?.[1] ?? "changed";
}
