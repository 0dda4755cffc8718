import type { Pool } from "pg";
import type { RetentionConfig } from "../../shared/retention-config.ts";
import { DAY, minuteOf, toIso } from "../../shared/time.ts";
import { dropAuditBefore } from "./audit-parts.ts";
import { dropPartitions } from "./drop-partitions.ts";
import { forgetJoins } from "./group-joins.ts";
import { forgetNotes, noteDeleted } from "./late-changes.ts";
import { dayOf } from "./partitions.ts";
import { thinMoments } from "./thin-moments.ts";

/** How many stretches of days, months of the audit log, and rows of each kind went. */
export type Expired = {
  partitions: number;
  auditMonths: number;
  groups: number;
  samples: number;
  checks: number;
  messages: number;
  gaps: number;
  sessions: number;
};

/** An incident that is not over, for which its data is kept. */
const OPEN = "incident.status <> 'resolved'";
const HELD_BY_OPEN = `exists (
  select 1
  from plumbline.incident_group as link
  join plumbline.incident on incident.id = link.incident_id
  where link.group_id = own.GROUP and ${OPEN}
)`;

const IN_OPEN_SERVICE = `exists (
  select 1
  from plumbline.incident
  where incident.environment = own.environment and incident.service = own.service and ${OPEN}
)`;

/**
 * Forgets what is older than it is to be kept before `now` (milliseconds since 1970): entries, counters and the audit log by
 * dropping partitions, the rest by row. Incidents stay, and with one that is not resolved what it needs. Safe to run on every
 * replica at any time.
 */
export async function expire(pool: Pool, now: number, retention: RetentionConfig): Promise<Expired> {
  const before = (days: number) => now - days * DAY;
  const minutes = before(retention.minutesDays);
  const partitions = await dropPartitions(pool, {
    keysBefore: dayOf(before(retention.entryKeysDays)),
    minutesBefore: dayOf(minutes),
  });
  const run = async (sql: string, at: string | number) => (await pool.query(sql, [at])).rowCount ?? 0;
  const samples = await run(SAMPLES, before(retention.samplesDays));
  // A group is needed by its samples and by its counters.
  const groups = await run(GROUPS, Math.min(minutes, before(retention.samplesDays)));
  await forgetJoins(pool);
  await thinMoments(pool, now, retention.minutesDays);
  await run(ROUTES, minuteOf(minutes));
  await run(CHANGES, minutes);
  await run(REVISIONS, minutes);
  await run("delete from plumbline.source_minute where minute < $1::integer", minuteOf(minutes));
  await run("delete from plumbline.source_run where alive_at < $1::timestamptz", toIso(minutes));
  await run("delete from plumbline.sample_key where day < $1::integer", dayOf(before(retention.entryKeysDays)));
  await run("delete from plumbline.sign_in where at < $1::timestamptz", toIso(now - DAY));
  await run(ATTEMPTS, toIso(before(retention.deliveriesDays)));
  await forgetNotes(pool);
  if (partitions + samples + groups > 0) await noteDeleted(pool);
  return {
    partitions,
    auditMonths: await dropAuditBefore(pool, before(retention.auditDays)),
    groups,
    samples,
    checks: await run(CHECKS, toIso(before(retention.checksDays))),
    messages: await run(MESSAGES, toIso(before(retention.deliveriesDays))),
    gaps: await run(GAPS, toIso(before(retention.gapsDays))),
    sessions: await run(
      "delete from plumbline.session where ends_at < $1::timestamptz",
      toIso(before(retention.sessionsDays)),
    ),
  };
}

const SAMPLES = `
  delete from plumbline.group_sample as own
  where at < $1::double precision and not ${HELD_BY_OPEN.replace("GROUP", "group_id")}`;

const GROUPS = `
  delete from plumbline.error_group as own
  where last_seen < $1::double precision
    -- The same in tens of minutes, by which they are found; see migration 022.
    and seen_slot <= floor($1::double precision / 600000)::bigint
    and not ${HELD_BY_OPEN.replace("GROUP", "id")}
    -- One in which another is shown stays as long as that one.
    and not exists (
      select 1
      from plumbline.group_part as part
      join plumbline.error_group as member on member.id = part.member_id
      where part.kept_id = own.id and member.last_seen >= $1::double precision
    )`;

const ROUTES = `
  delete from plumbline.route as own
  where last_minute < $1::integer
    and not ${IN_OPEN_SERVICE}`;

/** What happened from a day before an open incident on. */
const CHANGES = `
  delete from plumbline.change_event as own
  where at < $1::double precision
    and not exists (
      select 1
      from plumbline.incident
      where ${OPEN} and own.at >= extract(epoch from incident.first_seen::timestamptz - interval '1 day') * 1000
    )`;

const REVISIONS = `
  delete from plumbline.revision as own
  where last_seen < $1::double precision
    and not ${IN_OPEN_SERVICE}`;

const CHECKS = `
  delete from plumbline.check_run as own
  where at < $1::timestamptz
    and not exists (select 1 from plumbline.incident where incident.id = own.incident_id and ${OPEN})`;

const ATTEMPTS = "delete from plumbline.delivery_attempt where at < $1::timestamptz";

const MESSAGES = `
  delete from plumbline.outbox
  where created_at < $1::timestamptz
    and not exists (
      select 1 from plumbline.delivery
      where delivery.sequence = outbox.sequence and delivery.state = 'pending'
    )`;

const GAPS = `
  delete from plumbline.source_gap as own
  where to_at < $1::timestamptz
    and not exists (
      select 1 from plumbline.incident where ${OPEN} and incident.first_seen::timestamptz <= own.to_at
    )`;
