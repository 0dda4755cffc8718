import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import type { TokenView } from "../../../shared/api-access.ts";
import { useTokenEnd, useTokens } from "../../data/settings.ts";
import { openDialog } from "../../lib/dialog.ts";
import { failureText } from "../../lib/failure.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Failure } from "../../parts/failure.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";
import { NEW_TOKEN, NewToken } from "./new-token.tsx";

/** Keys of programs: which there are, what they may do, when each was used last. */
export function Tokens() {
  const { data, error, refetch } = useTokens();
  return (
    <Section
      id="tokens"
      title="API tokens"
      aside={
        <button type="button" className="button button-small" onClick={() => openDialog(NEW_TOKEN)}>
          <Plus size={14} aria-hidden="true" /> New token
        </button>
      }
    >
      {error && <Failure doing="The tokens could not be read" error={error} retry={() => void refetch()} />}
      {data?.tokens.length === 0 && (
        <Nothing>There is no token. Programs need one to write entries or read incidents.</Nothing>
      )}
      <ul className="setting-list">
        {data?.tokens.map((token) => (
          <Token key={token.id} token={token} />
        ))}
      </ul>
      <NewToken />
    </Section>
  );
}

function Token({ token }: { token: TokenView }) {
  const { name, hint, scopes, environments, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt } = token;
  const isOver = revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= Date.now());
  return (
    <li className="setting-row" data-over={isOver}>
      <div className="setting-text">
        <p className="setting-name">
          <KeyRound size={14} aria-hidden="true" /> {visible(name)} <code className="quiet">{hint}</code>
        </p>
        <p>
          {scopes.join(", ")}
          {environments !== null && ` in ${environments.map(visible).join(", ")}`}
        </p>
        <p className="quiet">
          Made by {visible(createdBy)} at <Time at={createdAt} />
          {" · "}
          {lastUsedAt === null ? (
            "never used"
          ) : (
            <>
              last used <Time at={lastUsedAt} />
            </>
          )}
          {" · "}
          {revokedAt !== null ? (
            <>
              revoked <Time at={revokedAt} />
            </>
          ) : (
            expiresAt !== null && (
              <>
                {isOver ? "expired" : "until"} <Time at={expiresAt} />
              </>
            )
          )}
        </p>
      </div>
      {!isOver && <Revoke id={token.id} name={name} />}
    </li>
  );
}

function Revoke({ id, name }: { id: string; name: string }) {
  const [isSure, setSure] = useState(false);
  const end = useTokenEnd();
  const run = () =>
    end.mutate(id, {
      onSuccess: () => tellDone(`The token ${name} is revoked.`),
      onError: (error) => tellFailure(failureText("The token was not revoked", error), run),
    });
  if (!isSure) {
    return (
      <div className="setting-actions">
        <button
          type="button"
          className="button button-small"
          aria-label={`Revoke ${name}`}
          onClick={() => setSure(true)}
        >
          Revoke
        </button>
      </div>
    );
  }
  return (
    <div className="setting-actions">
      <button type="button" className="button button-small" onClick={() => setSure(false)}>
        Keep it
      </button>
      <button
        type="button"
        className="button button-small button-grave"
        aria-label={`Revoke ${name} for good`}
        disabled={end.isPending}
        onClick={run}
      >
        Revoke for good
      </button>
    </div>
  );
}
