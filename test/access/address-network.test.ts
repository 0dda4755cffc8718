import { expect, test } from "vitest";
import { networkOf } from "../../server/access/address-network.ts";

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2a00:1450:4001:0830::200e", "2a00:1450:4001:830::/64"],
  ["2a00:1450:4001:830:ffff:1:2:3", "2a00:1450:4001:830::/64"],
  ["2a00::1", "2a00:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["", ""],
])("%s counts as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
