import { type FormEvent, useState } from "react";
import { tokenRequestSchema } from "../../../shared/api-access.ts";
import { SCOPES } from "../../../shared/auth-config.ts";
import { useNewToken } from "../../data/settings.ts";
import { useStatus } from "../../data/status.ts";
import { closeDialog } from "../../lib/dialog.ts";
import { failureText } from "../../lib/failure.ts";
import { visible } from "../../lib/text.ts";
import { Copyable } from "../../parts/copyable.tsx";
import { DialogHead } from "../../parts/dialog-head.tsx";
import { FormEnd } from "../../parts/form-end.tsx";

export const NEW_TOKEN = "new-token";

const MEANING: Record<(typeof SCOPES)[number], string> = {
  "logs:write": "send entries",
  "incidents:read": "read incidents, groups and reports",
  "incidents:write": "change incidents",
  "webhooks:admin": "watch and replay webhooks",
  admin: "everything",
};
const DAYS = [7, 30, 90, 366] as const;

/** Asks what a program may do, and shows its token once. */
export function NewToken() {
  const make = useNewToken();
  const { data: status } = useStatus();
  const [fault, setFault] = useState<string>();
  const token = make.data?.token;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wish = new FormData(event.currentTarget);
    const environments = wish.getAll("environment").map(String);
    const asked = tokenRequestSchema.safeParse({
      name: wish.get("name"),
      scopes: wish.getAll("scope"),
      days: Number(wish.get("days")),
      ...(environments.length === 0 ? {} : { environments }),
    });
    if (!asked.success) {
      const [issue] = asked.error.issues;
      return setFault(
        issue?.path[0] === "scopes" ? "Choose what the program may do." : (issue?.message ?? "Look again."),
      );
    }
    setFault(undefined);
    make.mutate(asked.data, { onError: (error) => setFault(failureText("The token was not made", error)) });
  };
  return (
    <dialog
      id={NEW_TOKEN}
      className="dialog"
      aria-labelledby="new-token-title"
      onClose={() => {
        make.reset();
        setFault(undefined);
      }}
    >
      <DialogHead id="new-token-title">
        {token === undefined ? "New API token" : "The token, shown this once"}
      </DialogHead>
      {token !== undefined ? (
        <div className="setting-form">
          <p>Copy it to where the program reads its secrets. Plumbline keeps a hash of it alone.</p>
          <Copyable label="The token" text={token} />
          <button type="button" className="button button-main" onClick={(event) => closeDialog(event.currentTarget)}>
            Done
          </button>
        </div>
      ) : (
        <form className="setting-form" onSubmit={submit} key={String(make.data === undefined)}>
          <label>
            Name
            <input
              className="field"
              name="name"
              required
              maxLength={100}
              autoComplete="off"
              placeholder="ci exporter"
            />
          </label>
          <fieldset>
            <legend>It may</legend>
            {SCOPES.map((scope) => (
              <label key={scope} className="check-label">
                <input type="checkbox" name="scope" value={scope} />
                <span>
                  {MEANING[scope]} <code className="quiet">{scope}</code>
                </span>
              </label>
            ))}
          </fieldset>
          {(status?.environments.length ?? 0) > 0 && (
            <fieldset>
              <legend>Only in (none chosen: everywhere)</legend>
              {status?.environments.map((name) => (
                <label key={name} className="check-label">
                  <input type="checkbox" name="environment" value={name} /> {visible(name)}
                </label>
              ))}
            </fieldset>
          )}
          <label>
            For
            <select name="days" defaultValue="90">
              {DAYS.map((days) => (
                <option key={days} value={days}>
                  {days === 366 ? "one year" : `${days} days`}
                </option>
              ))}
            </select>
          </label>
          <FormEnd fault={fault} button="Make the token" isBusy={make.isPending} cancel={closeDialog} />
        </form>
      )}
    </dialog>
  );
}
