import { Lock, RotateCw, TriangleAlert } from "lucide-react";
import { ApiError } from "../data/http.ts";

type Props = { doing: string; error: Error; retry: () => void; isPage?: boolean };

/** A request that failed: what was tried, why it failed, the id to find it by, and a way to try again where that may help. */
export function Failure({ doing, error, retry, isPage = false }: Props) {
  const Heading = isPage ? "h1" : "h2";
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  const isForbidden = error instanceof ApiError && error.code === "forbidden";
  const Icon = isForbidden ? Lock : TriangleAlert;
  return (
    <div className="failure" role="alert" data-forbidden={isForbidden}>
      <Icon size={20} aria-hidden="true" />
      <div>
        <Heading className="state-title">{doing}</Heading>
        <p>{error.message}</p>
        {requestId !== undefined && !isForbidden && (
          <p className="quiet">
            Request <code>{requestId}</code>
          </p>
        )}
      </div>
      {!isForbidden && (
        <button type="button" className="button" onClick={retry}>
          <RotateCw size={16} aria-hidden="true" /> Retry
        </button>
      )}
    </div>
  );
}
