import { BlockList, isIP } from "node:net";

/** Exceptions from the rule that only public addresses are reached. */
export type Allowance = {
  /** Host names or literal addresses, exactly as in the address asked for. */
  hosts?: string[];
  /** Networks such as `10.8.0.0/16` or `fd12::/16`. */
  networks?: string[];
  /** 127.0.0.0/8 and ::1. */
  loopback?: boolean;
  /** Loopback and all private networks. */
  private?: boolean;
};

/** Loopback: 127.0.0.0/8, ::1. */
const LOOPBACK = listOf(["127.0.0.0/8", "::1/128"]);

/** Networks that are private, or not routed on the internet. https://www.iana.org/assignments/iana-ipv4-special-registry */
const PRIVATE = listOf([
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "fc00::/7",
  "fec0::/10",
  "100::/64",
  "2001:db8::/32",
  "3fff::/20",
  "5f00::/16",
]);

/**
 * Never reached, not even where private addresses are allowed: metadata servers (AWS, Azure, Alibaba, Google), link-local,
 * multicast, "this network", reserved, and IPv6 that carries an IPv4 address of its own (6to4, Teredo, NAT64, translated).
 */
const NEVER = listOf([
  "0.0.0.0/8",
  "169.254.0.0/16",
  "168.63.129.16/32",
  "100.100.100.200/32",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "::/96",
  "::ffff:0:0:0/96",
  "fe80::/10",
  "ff00::/8",
  "fd00:ec2::254/128",
  "fd20:ce::254/128",
  "2001::/23",
  "2002::/16",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
]);

const METADATA_NAMES = [
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
];

/** Why a host name must not be asked for, before it is resolved; undefined where its address decides. */
export function nameRefusal(hostname: string): string | undefined {
  const name = plainHost(hostname);
  return METADATA_NAMES.includes(name) ? `"${name}" is a metadata server, which is never reached` : undefined;
}

/** Why this address of `hostname` must not be connected to; undefined where it may. */
export function addressRefusal(address: string, hostname: string, allow: Allowance = {}): string | undefined {
  const plain = withoutMapping(address);
  const family = isIP(plain) === 6 ? "ipv6" : "ipv4";
  if (isIP(plain) === 0) return `"${address}" is no address`;
  // ::1 lies in ::/96, so loopback is asked first.
  const isLoopback = LOOPBACK.check(plain, family);
  if (!isLoopback && NEVER.check(plain, family))
    return `${plain} is a link-local, metadata or reserved address, which is never reached`;
  const isPrivate = isLoopback || PRIVATE.check(plain, family);
  if (!isPrivate || allow.private === true || (isLoopback && allow.loopback === true)) return undefined;
  if (allow.hosts?.some((host) => plainHost(host) === plainHost(hostname)) === true) return undefined;
  if (allow.networks !== undefined && listOf(allow.networks).check(plain, family)) return undefined;
  return `${plain} is a ${isLoopback ? "loopback" : "private"} address; permit it in the configuration if this is meant`;
}

/** Lower case, without the brackets of IPv6 and the dot at the end. */
function plainHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

/** The IPv4 address of `::ffff:127.0.0.1` and `::ffff:7f00:1`; others as they are, without a zone. */
function withoutMapping(address: string): string {
  const plain = address.replace(/%.*$/, "");
  const [, dotted, high, low] = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i.exec(plain) ?? [];
  if (dotted !== undefined) return dotted;
  if (high === undefined || low === undefined) return plain;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join(".");
}

function listOf(networks: string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    list.addSubnet(address, prefix === undefined ? (family === "ipv6" ? 128 : 32) : Number(prefix), family);
  }
  return list;
}
