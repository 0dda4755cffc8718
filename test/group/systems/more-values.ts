import { createValues } from "./values.ts";

const BASE_64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const HEX = "0123456789abcdef";

/** As `createValues`, with the values of more systems. */
export function createMoreValues(seed: number): (kind: string) => string {
  const known = createValues(seed);
  let state = (seed * 7919 + 13) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = (words: string) => words.split(" ")[whole(0, words.split(" ").length - 1)] ?? "";
  const from = (length: number, signs: string) =>
    Array.from({ length }, () => signs.charAt(whole(0, signs.length - 1))).join("");
  const two = (value: number) => String(value).padStart(2, "0");
  const time = () => `${two(whole(0, 23))}:${two(whole(0, 59))}:${two(whole(0, 59))}.${whole(100_000, 999_999)}`;
  const kinds: Record<string, () => string> = {
    ...Object.fromEntries([4, 8, 12, 16, 32].map((length) => [`hex${length}`, () => from(length, HEX)])),
    svc: () => pick("checkout cart search billing gateway profile mailer"),
    ns: () => pick("shop kube-system monitoring default payments"),
    kind: () => pick("Pod ConfigMap Secret ReplicaSet Deployment Service"),
    klog: () => `${pick("I I I W E")}03${two(whole(1, 28))} ${time()}       1`,
    cr: () => `I26030${whole(1, 9)} ${time()} ${whole(1, 999)}`,
    b64: () => from(43, BASE_64),
    b64s: () => from(12, BASE_64.slice(0, 62)),
    ulid: () => `01${from(24, "0123456789ABCDEFGHJKMNPQRSTVWXYZ")}`,
    flag: () => pick("new-checkout dark_mode fastSearch beta-cart giftcards one_click"),
    locale: () => pick("de fr en_GB es pt_BR nl"),
    job: () => pick("nightly-sync reindex send-digest cleanup close-month import-prices"),
    resource: () => pick("aws_instance google_compute_network aws_s3_bucket kubernetes_namespace random_id"),
    sqlid: () => from(13, "0123456789abcdfghjkmnpqrstuvwxyz"),
    tablespace: () => pick("TEMP USERS DATA_TS INDX TEMP2"),
    param: () => pick("open_cursors sga_target processes undo_retention"),
    proc: () => pick("LGWR CKPT SMON PMON ARC1 MMON"),
    winsvc: () => pick("Spooler BITS Dnscache Schedule W32Time EventLog"),
    exe: () => pick("chrome java shopd outlook svchost python3"),
    drive: () => pick("a b c d e"),
    mac: () => Array.from({ length: 6 }, () => from(2, HEX)).join(":"),
    small2: () => two(whole(0, 59)),
    small4: () => String(whole(1, 99)).padStart(4, "0"),
    plugin: () => pick("grafana-lokiexplore-app grafana-clock-panel alexanderzobnin-zabbix-app grafana-piechart-panel"),
    alert: () => pick("HighLatency DiskFull PodCrashLooping TargetDown NodeNotReady"),
    mob: () => pick("Zombie Skeleton Creeper Spider Enderman Witch"),
    domain2: () => pick("sensor light switch climate media_player"),
    tmpl: () => pick("order/confirm mail/welcome cart invoice account/reset"),
    cur: () => pick("USD GBP CHF JPY SEK XXX"),
    sku: () => `${pick("TS MUG CAP")}-${whole(100, 9999)}`,
    file: () => `${pick("report photo prices scan")}${pick("_v2 -old _final")}.${pick("pdf csv png xlsx")}`,
    iban: () => `DE${whole(10, 99)}${from(18, "0123456789")}`,
    bic: () => pick("DEUTDEFF COBADEFFXXX BNPAFRPP CHASUS33 HSBCGB2L"),
    serial: () => `${from(3, "ABCDEFGHJKLMN")}${from(8, "0123456789")}`,
  };
  return (kind) => kinds[kind]?.() ?? known(kind);
}

/** What names one thing, and is the same wherever a line speaks of it. */
const NAMES = new Set("classname pod topic task user word svc job email serial domain2".split(" "));

/** A line of a statement: each `{kind}` filled in; `{{` and `}}` are braces. */
export function moreLineOf(statement: string, value: (kind: string) => string): string {
  const names = new Map<string, string>();
  return statement.replace(/\{\{|\}\}|\{([a-z0-9]+)\}/g, (match, kind: string | undefined) => {
    if (kind === undefined) return match.charAt(0);
    if (!NAMES.has(kind)) return value(kind);
    const name = names.get(kind) ?? value(kind);
    names.set(kind, name);
    return name;
  });
}
