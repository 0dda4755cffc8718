import { Pencil, Undo2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { ServiceSetting } from "../../../shared/api-settings.ts";
import { useRefusal } from "../../data/rights.ts";
import { useServiceEdit, useServices } from "../../data/settings.ts";
import { failureText } from "../../lib/failure.ts";
import { count, countOf } from "../../lib/format.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Failure } from "../../parts/failure.tsx";
import { FormEnd } from "../../parts/form-end.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";

/** What people can't do, and what is lost, while a service fails; reports say so. */
export function Services() {
  const { data, error, refetch } = useServices();
  const refused = useRefusal("commander", "everywhere");
  const [edited, setEdited] = useState<string>();
  return (
    <Section id="services" title="Services and what is at stake">
      <p className="quiet section-lead">
        Reports name the capability and the revenue at stake. What is set here holds over the configuration, from the
        next look on.{refused !== undefined && ` You can look, not change. ${refused}`}
      </p>
      {error && <Failure doing="The services could not be read" error={error} retry={() => void refetch()} />}
      {data?.services.length === 0 && <Nothing>No service was seen yet, and none is configured.</Nothing>}
      <ul className="setting-list">
        {data?.services.map((service) =>
          edited === service.name ? (
            <ServiceForm key={service.name} service={service} close={() => setEdited(undefined)} />
          ) : (
            <ServiceRow
              key={service.name}
              service={service}
              edit={refused === undefined ? () => setEdited(service.name) : undefined}
            />
          ),
        )}
      </ul>
    </Section>
  );
}

function ServiceRow({ service, edit }: { service: ServiceSetting; edit: (() => void) | undefined }) {
  const { name, capability, monthlyRevenueUsd, isConfigured } = service;
  return (
    <li className="setting-row">
      <div className="setting-text">
        <p className="setting-name">{visible(name)}</p>
        <p>
          {capability === null ? <span className="quiet">No capability is named</span> : visible(capability)}
          {" · "}
          {monthlyRevenueUsd === null ? (
            <span className="quiet">no revenue is named</span>
          ) : (
            <span className="number">{count(monthlyRevenueUsd)} USD a month</span>
          )}
        </p>
        <p className="quiet">
          {service.edit === null ? (
            isConfigured ? (
              "From plumbline.yaml"
            ) : (
              "Seen in log entries, not in plumbline.yaml"
            )
          ) : (
            <>
              Set by {visible(service.edit.who)} at <Time at={service.edit.at} />
            </>
          )}
          {service.requiredRows > 0 && ` · ${countOf(service.requiredRows, "required row")}`}
        </p>
      </div>
      {edit && (
        <div className="setting-actions">
          {service.edit !== null && <GoBack name={name} isConfigured={isConfigured} />}
          <button type="button" className="button button-small" aria-label={`Edit ${name}`} onClick={edit}>
            <Pencil size={14} aria-hidden="true" /> Edit
          </button>
        </div>
      )}
    </li>
  );
}

function GoBack({ name, isConfigured }: { name: string; isConfigured: boolean }) {
  const change = useServiceEdit();
  const run = () =>
    change.mutate(
      { name },
      {
        onSuccess: () => tellDone(isConfigured ? "The configuration holds again." : "Nothing is said of it any more."),
        onError: (error) => tellFailure(failureText("The edit was not taken back", error), run),
      },
    );
  return (
    <button
      type="button"
      className="button button-small"
      aria-label={`Take back what was set for ${name}`}
      disabled={change.isPending}
      onClick={run}
    >
      <Undo2 size={14} aria-hidden="true" /> Take back
    </button>
  );
}

function ServiceForm({ service, close }: { service: ServiceSetting; close: () => void }) {
  const change = useServiceEdit();
  const { name, capability, monthlyRevenueUsd } = service;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wish = new FormData(event.currentTarget);
    const [words, amount] = [String(wish.get("capability")).trim(), String(wish.get("revenue")).trim()];
    change.mutate(
      {
        name,
        wish: { capability: words === "" ? null : words, monthlyRevenueUsd: amount === "" ? null : Number(amount) },
      },
      {
        onSuccess: () => {
          tellDone(`What is at stake with ${name} is set.`);
          close();
        },
        onError: (error) => tellFailure(failureText("It was not set", error)),
      },
    );
  };
  return (
    <li className="setting-row">
      <form className="setting-form" aria-label={name} onSubmit={submit}>
        <p className="setting-name">{visible(name)}</p>
        <label>
          What people can't do while it fails
          {/* biome-ignore lint/a11y/noAutofocus: the form opens where a person pressed Edit */}
          <input className="field" name="capability" defaultValue={capability ?? ""} maxLength={200} autoFocus />
        </label>
        <label>
          Revenue that depends on it, USD a month
          <input
            className="field number"
            name="revenue"
            type="number"
            min={0}
            max={1e12}
            step="any"
            defaultValue={monthlyRevenueUsd ?? ""}
          />
        </label>
        <FormEnd button="Save" isBusy={change.isPending} cancel={close} />
      </form>
    </li>
  );
}
