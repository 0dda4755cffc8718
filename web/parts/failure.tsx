import { Lock, RotateCw, SearchX, TriangleAlert } from "lucide-react";
import { Link, useLocation } from "wouter";
import { ApiError } from "../data/http.ts";

/** Where a browser signs in; the server names it where it can be done. */
const SIGN_IN = "/auth/sign-in";

type Props = { doing: string; error: Error; retry: () => void; isPage?: boolean };

/** A request that failed: what was tried, why it failed, the id to find it by, and a way to try again where that may help. */
export function Failure({ doing, error, retry, isPage = false }: Props) {
  const Heading = isPage ? "h1" : "h2";
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  const isForbidden = error instanceof ApiError && error.code === "forbidden";
  // A page of what is not there any more: its list is of more use than to ask again.
  const isMissing = isPage && error instanceof ApiError && error.code === "not-found";
  const [place] = useLocation();
  const signIn = signInFor(error);
  const Icon = isForbidden ? Lock : isMissing ? SearchX : TriangleAlert;
  return (
    <div className="failure" role="alert" data-calm={isForbidden || isMissing}>
      <Icon size={20} aria-hidden="true" />
      <div>
        <Heading className="state-title">{doing}</Heading>
        <p>{error.message}</p>
        {requestId !== undefined && !isForbidden && !isMissing && (
          <p className="quiet">
            Request <code>{requestId}</code>
          </p>
        )}
      </div>
      {isMissing && (
        <Link className="button" href={`/${place.split("/")[1] ?? ""}`}>
          Show all
        </Link>
      )}
      {signIn !== undefined && (
        <a className="button button-main" href={signIn}>
          Sign in
        </a>
      )}
      {!isForbidden && !isMissing && signIn === undefined && (
        <button type="button" className="button" onClick={retry}>
          <RotateCw size={16} aria-hidden="true" /> Retry
        </button>
      )}
    </div>
  );
}

/** Where to sign in and come back from, for whom a session ended; undefined where that is not what is wrong, or not done here. */
function signInFor(error: Error): string | undefined {
  if (!(error instanceof ApiError) || error.code !== "unauthorized" || !error.message.includes(SIGN_IN))
    return undefined;
  return `${SIGN_IN}?returnTo=${encodeURIComponent(window.location.pathname + window.location.search)}`;
}
