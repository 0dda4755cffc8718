import { RotateCw, TriangleAlert } from "lucide-react";
import { ApiError } from "../data/http.ts";

type Props = { doing: string; error: Error; retry: () => void; isPage?: boolean };

/** A request that failed: what was tried, why it failed, the id to find it by, and a way to try again. */
export function Failure({ doing, error, retry, isPage = false }: Props) {
  const Heading = isPage ? "h1" : "h2";
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <div className="failure" role="alert">
      <TriangleAlert size={20} aria-hidden="true" />
      <div>
        <Heading className="state-title">{doing}</Heading>
        <p>{error.message}</p>
        {requestId !== undefined && (
          <p className="quiet">
            Request <code>{requestId}</code>
          </p>
        )}
      </div>
      <button type="button" className="button" onClick={retry}>
        <RotateCw size={16} aria-hidden="true" /> Retry
      </button>
    </div>
  );
}
