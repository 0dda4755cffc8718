import { describe, expect, test } from "vitest";
import { entry, line, normalize } from "./entries.ts";

describe("changes", () => {
  const audit = (fields: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    entry(0, {
      logName: "projects/shop-staging/logs/cloudaudit.googleapis.com%2Factivity",
      severity: "NOTICE",
      labels: {},
      protoPayload: {
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        serviceName: "run.googleapis.com",
        authenticationInfo: { principalEmail: "dev@example.com" },
        ...fields,
      },
      ...more,
    });
  const deploy = {
    methodName: "google.cloud.run.v1.Services.ReplaceService",
    request: { service: { spec: { template: { spec: { containers: [{ image: "gcr.io/x/api:7" }] } } } } },
  };

  test("a deploy, with who and which image", () => {
    expect(normalize([audit(deploy)]).changes).toMatchObject([
      {
        kind: "deploy",
        service: "api",
        principal: "dev@example.com",
        statement: "Service api was deployed by dev@example.com, image gcr.io/x/api:7.",
      },
    ]);
  });

  test("a call that failed is said to have failed, and is an error", () => {
    const { changes, errors } = normalize([
      audit({ ...deploy, status: { code: 7, message: "PERMISSION_DENIED" } }, { severity: "ERROR" }),
    ]);
    expect(changes.map((change) => [change.kind, change.statement.slice(0, 45)])).toEqual([
      ["other", "A call that failed (PERMISSION_DENIED) would "],
    ]);
    expect(errors.map((error) => [error.origin, error.message])).toEqual([
      ["platform", "PERMISSION_DENIED calling google.cloud.run.v1.Services.ReplaceService"],
    ]);
  });

  test("a long operation that is logged twice is one change", () => {
    const operation = { id: "op1", producer: "cloudsql.googleapis.com" };
    const restart = { serviceName: "cloudsql.googleapis.com", methodName: "cloudsql.instances.restart" };
    const resource = {
      type: "cloudsql_database",
      labels: { project_id: "shop-staging", database_id: "shop-staging:main" },
    };
    const { changes } = normalize([
      audit(restart, { resource, operation: { ...operation, first: true } }),
      audit(restart, { resource, operation: { ...operation, last: true } }),
    ]);
    expect(changes.map((change) => [change.kind, change.statement])).toEqual([
      ["database", "Cloud SQL shop-staging:main was restarted by dev@example.com."],
    ]);
  });

  test("a revision became ready, or did not", () => {
    const ready = (state: string) =>
      audit({
        methodName: "/Services.ReplaceService",
        status: {
          message: `Ready condition status changed to ${state} for Revision api-00002 with message: Deploying revision succeeded in 14s.`,
        },
      });
    expect(normalize([ready("True"), ready("False")]).changes.map((change) => [change.kind, change.revision])).toEqual([
      ["revision-ready", "api-00002"],
      ["revision-failed", "api-00002"],
    ]);
  });

  test("a revision's first entry and its first request, each once", () => {
    const request = {
      logName: "projects/shop-staging/logs/run.googleapis.com%2Frequests",
      httpRequest: { status: 200, requestUrl: "/" },
    };
    const { changes } = normalize([line(0, "hello"), line(1, "hello"), entry(2, request), entry(3, request)]);
    expect(changes.map((change) => change.statement)).toEqual([
      "Revision api-00001 appeared for the first time in the entries read.",
      "Revision api-00001 took its first request.",
    ]);
  });

  test.each([
    [
      "Starting new instance. Reason: AUTOSCALING - Instance started due to traffic.",
      "instance-start",
      "A new instance was started (AUTOSCALING).",
    ],
    [
      "INFO  [alembic.runtime.migration] Running upgrade a1 -> b2, add orders",
      "migration",
      "Alembic ran the upgrade from a1 to b2 (add orders).",
    ],
    ["INFO  [alembic.runtime.migration] Running upgrade  -> a1", "migration", "Alembic ran the upgrade to a1."],
    [
      'Migrating schema "public" to version "2 - add orders"',
      "migration",
      "Flyway migrated schema public to version 2 - add orders.",
    ],
    ["Applying migration `20250101_init`", "migration", "Migration 20250101_init was applied."],
  ])("%s", (text, kind, statement) => {
    const { changes } = normalize([line(0, text)]);
    expect(
      changes
        .filter((change) => change.kind !== "revision-first-seen")
        .map((change) => [change.kind, change.statement]),
    ).toEqual([[kind, statement]]);
  });
});

test("a revision that did not become ready is an error in the container's own words", () => {
  const said =
    "The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable.";
  const failed = entry(0, {
    logName: "projects/shop-staging/logs/cloudaudit.googleapis.com%2Fsystem_event",
    severity: "ERROR",
    labels: {},
    protoPayload: {
      "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
      serviceName: "run.googleapis.com",
      methodName: "/Services.ReplaceService",
      status: { message: `Ready condition status changed to False for Revision api-00002 with message: ${said}` },
    },
  });
  const { errors, changes } = normalize([failed]);
  expect(errors).toMatchObject([{ message: said, origin: "platform", isBoot: true }]);
  expect(changes.map((change) => change.kind)).toEqual(["revision-failed"]);
});
