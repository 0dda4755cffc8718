import { expect, test } from "vitest";
import { fillPlaceholders, lastGoodRevision } from "../../server/remediate/fill-placeholders.ts";
import type { ChangeEvent } from "../../shared/events.ts";
import type { RouteTraffic } from "../../shared/group.ts";
import type { RemediationStep } from "../../shared/incident.ts";

const step = (detail: string): RemediationStep => ({
  id: "s",
  title: "Send traffic back",
  kind: "mitigate",
  status: "todo",
  owner: null,
  detail,
});

const BACK = "gcloud run services update-traffic SERVICE --region REGION --to-revisions LAST_GOOD_REVISION=100";

test.each([
  [
    BACK,
    { service: "shop", region: "europe-west1", lastGoodRevision: "shop-00034-abc" },
    "gcloud run services update-traffic shop --region europe-west1 --to-revisions shop-00034-abc=100",
    "what is known is filled in",
  ],
  [
    BACK,
    { service: "shop" },
    "gcloud run services update-traffic shop --region REGION --to-revisions LAST_GOOD_REVISION=100",
    "what is not known stays a word to replace",
  ],
  [BACK, { service: "$(reboot)" }, BACK, "a name that a shell would read as something else is not filled in"],
  [
    "PROJECT:REGION:INSTANCE, SERVICE_URL, MY_SERVICE",
    { service: "shop", region: "europe-west1" },
    "PROJECT:REGION:INSTANCE, SERVICE_URL, MY_SERVICE",
    "parts of other words are left alone",
  ],
])("%s with %j gives %s: %s", (detail, names, filled, _reason) => {
  expect(fillPlaceholders([step(detail)], names)).toEqual([step(filled)]);
});

const traffic = (revisions: RouteTraffic["revisions"], service = "shop"): RouteTraffic => ({
  environment: "staging",
  service,
  method: "GET",
  route: "/",
  origin: "edge",
  perMinute: [],
  revisions,
});

const appeared = (revision: string, at: number): ChangeEvent => ({
  environment: "staging",
  service: "shop",
  project: "p",
  revision,
  at,
  kind: "revision-first-seen",
  statement: "",
  entry: { key: revision, insertId: "", timestamp: "", logId: "", project: "p" },
});

test("the last good revision is the newest one that served and never failed in this way", () => {
  const failing = { environment: "staging", service: "shop", revisions: ["shop-00035"] };
  const seen = [
    traffic([
      { name: "shop-00033", ok: 9, failed: 0 },
      { name: "shop-00034", ok: 9, failed: 1 },
      { name: "shop-00035", ok: 2, failed: 9 },
      { name: "shop-00036", ok: 0, failed: 3 },
    ]),
    traffic([{ name: "other-00099", ok: 5, failed: 0 }], "other"),
  ];
  const changes = [appeared("shop-00034", 2000), appeared("shop-00033", 1000), appeared("shop-00035", 3000)];
  expect(lastGoodRevision(failing, seen, changes)).toBe("shop-00034");
  expect(lastGoodRevision({ ...failing, revisions: ["shop-00033", "shop-00034", "shop-00035"] }, seen, changes)).toBe(
    undefined,
  );
});
