import { CalendarOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { MaintenanceView } from "../../../shared/api-webhooks.ts";
import { DAY, HOUR } from "../../../shared/time.ts";
import { useMaintenance, useMaintenanceChange } from "../../data/webhooks.ts";
import { failureText } from "../../lib/failure.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Failure } from "../../parts/failure.tsx";
import { FormEnd } from "../../parts/form-end.tsx";
import { LengthField } from "../../parts/length-field.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";
import { WhyField } from "../../parts/why-field.tsx";

/** `endpoints`: those that this person may hold back; `mayChangeAll`: whether that is every one. */
type Props = { endpoints: readonly string[]; mayChangeAll: boolean };

/** Stretches of time in which messages wait: planned work, which need wake nobody. */
export function Maintenance({ endpoints, mayChangeAll }: Props) {
  const { data, error, refetch } = useMaintenance();
  const [isOpen, setOpen] = useState(false);
  return (
    <Section
      id="maintenance"
      title="Maintenance"
      aside={
        !isOpen &&
        (mayChangeAll || endpoints.length > 0) && (
          <button type="button" className="button button-small" onClick={() => setOpen(true)}>
            <CalendarOff size={14} aria-hidden="true" /> Let messages wait
          </button>
        )
      }
    >
      {error && <Failure doing="Maintenance could not be read" error={error} retry={() => void refetch()} />}
      {isOpen && <MaintenanceForm endpoints={endpoints} mayChangeAll={mayChangeAll} close={() => setOpen(false)} />}
      {!isOpen && data?.maintenance.length === 0 && (
        <Nothing>None is planned here. In maintenance messages wait, and are sent in their order at its end.</Nothing>
      )}
      <ul className="deliveries">
        {data?.maintenance.map((one) => (
          <Window
            key={one.id}
            maintenance={one}
            mayEnd={one.endpoint === null ? mayChangeAll : endpoints.includes(one.endpoint)}
          />
        ))}
      </ul>
    </Section>
  );
}

type WindowProps = { maintenance: MaintenanceView; mayEnd: boolean };

function Window({ maintenance: { id, endpoint, from, to, who, reason }, mayEnd }: WindowProps) {
  const change = useMaintenanceChange();
  const isNow = Date.parse(from) <= Date.now();
  const run = () =>
    change.mutate(
      { end: id },
      {
        onSuccess: () =>
          tellDone(isNow ? "The maintenance is over; what waited is sent." : "The maintenance is cancelled."),
        onError: (error) => tellFailure(failureText("The maintenance was not ended", error), run),
      },
    );
  return (
    <li className="delivery">
      <span className="delivery-state">{isNow ? "Now" : "Planned"}</span>
      <div className="delivery-text">
        <p>
          {endpoint === null ? "Every endpoint" : visible(endpoint)}, from <Time at={from} /> to <Time at={to} />
        </p>
        <p className="quiet">
          {visible(reason)} ({visible(who)})
        </p>
      </div>
      {mayEnd && (
        <button type="button" className="button button-small" disabled={change.isPending} onClick={run}>
          {isNow ? "End it now" : "Cancel it"}
        </button>
      )}
    </li>
  );
}

function MaintenanceForm({ endpoints, mayChangeAll, close }: Props & { close: () => void }) {
  const change = useMaintenanceChange();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wish = new FormData(event.currentTarget);
    const [endpoint, start] = [String(wish.get("endpoint")), String(wish.get("from"))];
    const from = start === "" ? Date.now() : Date.parse(start);
    const to = new Date(from + Number(wish.get("length"))).toISOString();
    const add = {
      ...(endpoint === "" ? {} : { endpoint }),
      ...(start === "" ? {} : { from: new Date(from).toISOString() }),
      ...{ to, reason: String(wish.get("reason")).trim() },
    };
    change.mutate(
      { add },
      {
        onSuccess: () => {
          tellDone("Messages wait in that time.");
          close();
        },
        onError: (error) => tellFailure(failureText("The maintenance was not set", error)),
      },
    );
  };
  return (
    <form className="maintenance-form" onSubmit={submit} aria-label="Maintenance">
      <label>
        Endpoint
        <select name="endpoint">
          {mayChangeAll && <option value="">Every endpoint</option>}
          {endpoints.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        From (your time; empty: now)
        <input className="field" name="from" type="datetime-local" />
      </label>
      <LengthField initial={HOUR} longest={7 * DAY} />
      <WhyField placeholder="Planned work on …" />
      <FormEnd button="Let messages wait" isBusy={change.isPending} cancel={close} />
    </form>
  );
}
