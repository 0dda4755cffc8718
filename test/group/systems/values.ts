/** A seeded source of values for lines that look as running systems write them; the same seed gives the same lines. */
export function createValues(seed: number): (kind: string) => string {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const hex = (length: number) => Array.from({ length }, () => whole(0, 15).toString(16)).join("");
  const pick = (list: readonly string[]) => list[whole(0, list.length - 1)] ?? "";
  const two = (value: number) => String(value).padStart(2, "0");
  const kinds: Record<string, () => string> = {
    num: () => String(whole(0, 99_999)),
    small: () => String(whole(1, 64)),
    big: () => String(whole(1_000_000, 4_000_000_000)),
    float: () => `${whole(0, 900)}.${two(whole(0, 99))}${whole(0, 9)}`,
    pid: () => String(whole(100, 65_000)),
    port: () => String(whole(1024, 65_535)),
    ip: () => `10.${whole(0, 255)}.${whole(0, 255)}.${whole(1, 254)}`,
    hex: () => hex(whole(2, 4) * 4),
    ptr: () => `0x${hex(12)}`,
    sha: () => hex(64),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    ms: () => `${whole(1, 9000)}ms`,
    sec: () => `${whole(0, 120)}.${whole(100, 999)}s`,
    time: () => `${two(whole(0, 23))}:${two(whole(0, 59))}:${two(whole(0, 59))}`,
    stamp: () =>
      `2026-03-${two(whole(1, 28))}T${two(whole(0, 23))}:${two(whole(0, 59))}:${two(whole(0, 59))}.${whole(100, 999)}Z`,
    lsn: () => `${whole(0, 9)}/${hex(8).toUpperCase()}`,
    kb: () => `${whole(1, 900)}kB`,
    mb: () => `${whole(1, 900)}M`,
    pod: () => `${pick(["checkout", "cart", "search", "billing"])}-${hex(9)}-${hex(5)}`,
    host: () => `${pick(["node", "db", "worker"])}-${whole(1, 40)}.${pick(["eu", "us"])}.example.net`,
    email: () => `${pick(["ann", "bo", "cy", "di"])}${whole(1, 99)}@example.com`,
    path: () =>
      `/${pick(["var", "srv", "opt"])}/${pick(["data", "lib", "cache"])}/${hex(6)}/${pick(["a", "b", "seg"])}_${whole(1, 900)}.${pick(["log", "db", "tmp"])}`,
    word: () => pick(["amber", "birch", "cedar", "dahlia", "elder", "fern", "ginkgo", "hazel", "iris", "juniper"]),
    topic: () => pick(["orders", "payments", "audit-events", "clicks", "inventory_v2", "emails", "shipments"]),
    user: () => pick(["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"]),
    module: () => pick(["auth", "cart", "catalog", "invoices", "search", "shipping"]),
    classname: () => pick(["OrderJob", "MailJob", "SyncInventoryJob", "CleanupWorker", "InvoiceMailer", "ReindexJob"]),
    task: () =>
      pick([
        "shop.tasks.send_mail",
        "shop.tasks.charge",
        "billing.tasks.close_month",
        "search.tasks.reindex",
        "mail.tasks.digest",
      ]),
    probe: () => pick(["Readiness", "Liveness", "Startup"]),
    table: () => pick(["orders", "carts", "events_by_day", "sessions", "users", "mail_log", "stock"]),
    keyspace: () => pick(["shop", "system", "system_auth", "metrics", "search"]),
    bean: () =>
      pick(["orderService", "dataSource", "entityManagerFactory", "mailSender", "cacheManager", "taskExecutor"]),
    javaclass: () =>
      pick([
        "com.shop.order.OrderService",
        "com.shop.cart.CartRepository",
        "org.hibernate.Session",
        "com.shop.mail.Sender",
        "com.shop.Application",
      ]),
    dag: () => pick(["nightly_sync", "load_orders", "close_month", "train_model", "send_digest", "cleanup"]),
    state: () => pick(["queued", "running", "success", "up_for_retry", "scheduled"]),
    domain: () => pick(["example.com", "mail.example.org", "gmail.com", "example.net", "shop.example.com"]),
    queue: () => hex(10).toUpperCase(),
    backend: () => pick(["web", "api", "static", "checkout", "assets"]),
    bool: () => pick(["true", "false"]),
  };
  return (kind) => {
    const known = kinds[kind];
    if (known === undefined) throw new Error(`there are no values of the kind ${kind}`);
    return known();
  };
}

/** What names one thing, and is the same wherever a line speaks of it. */
const NAMES = new Set(["classname", "pod", "topic", "task", "user", "word"]);

/** A line of a statement: each `{kind}` filled in. */
export function lineOf(statement: string, value: (kind: string) => string): string {
  const names = new Map<string, string>();
  return statement.replace(/\{([a-z]+)\}/g, (_, kind: string) => {
    if (!NAMES.has(kind)) return value(kind);
    const name = names.get(kind) ?? value(kind);
    names.set(kind, name);
    return name;
  });
}
