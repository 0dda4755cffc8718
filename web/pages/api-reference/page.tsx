import { type ApiDocument, type Operation, useApiDocument } from "../../data/api-reference.ts";
import { apiUrl } from "../../data/http.ts";
import { countOf } from "../../lib/format.ts";
import { useTitle } from "../../lib/title.ts";
import { Failure } from "../../parts/failure.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Section } from "../../parts/section.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import "./api-reference.css";

/** Where routes stand that share their first part with no other. */
const OTHERS = "others";
const METHODS = ["get", "post", "put", "patch", "delete"];

/** What programs may ask, and what webhooks tell them: read from the API's own description. */
export default function ApiReferencePage() {
  useTitle("API");
  const { data, error, refetch } = useApiDocument();
  if (data === undefined && error === null) return <PageSkeleton />;
  const groups = data === undefined ? [] : groupsOf(data);
  return (
    <div className="page api-reference">
      <PageHead title="API" note={data && `Version ${data.info.version}, below ${apiUrl("")}`}>
        <a className="button button-small" href={apiUrl("/openapi.json")}>
          OpenAPI 3.1
        </a>
      </PageHead>
      {error && (
        <Failure doing="The description of the API could not be read" error={error} retry={() => void refetch()} />
      )}
      {data && (
        <nav className="api-index" aria-label="Parts of the API">
          {groups.map(([name]) => (
            <a key={name} href={`#${name}`}>
              {name === OTHERS ? "others" : name}
            </a>
          ))}
          <a href="#webhook-events">webhook events</a>
        </nav>
      )}
      {groups.map(([name, operations]) => (
        <Section
          key={name}
          id={name}
          title={name === OTHERS ? "Others" : `/${name}`}
          aside={<span className="quiet">{countOf(operations.length, "route")}</span>}
        >
          {operations.map(({ method, path, operation }) => (
            <Route key={`${method} ${path}`} method={method} path={path} operation={operation} />
          ))}
        </Section>
      ))}
      {data && <Events webhooks={data.webhooks} />}
    </div>
  );
}

type Found = { method: string; path: string; operation: Operation };

/** The routes by the first part of their path; those that are alone there stand together at the end. */
function groupsOf({ paths }: ApiDocument): [string, Found[]][] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
  const groups = [...Map.groupBy(all, ({ path }) => path.split("/")[1] ?? "")];
  const alone = groups.filter(([, operations]) => operations.length === 1).flatMap(([, operations]) => operations);
  return [...groups.filter(([, operations]) => operations.length > 1), [OTHERS, alone]];
}

function Route({ method, path, operation }: Found) {
  const { summary, description, parameters, requestBody, responses } = operation;
  const good = Object.entries(responses).find(([status]) => status.startsWith("2"));
  return (
    <details className="api-route">
      <summary>
        <span className="api-method" data-method={method}>
          {method.toUpperCase()}
        </span>{" "}
        <code>{path}</code> <span className="api-summary">{summary}</span>
      </summary>
      {description && <p className="quiet">{description}</p>}
      {parameters.length > 0 && (
        <ul className="api-parameters">
          {parameters.map(({ name, in: place, required, schema }) => (
            <li key={`${place} ${name}`}>
              <code>{name}</code> <span className="quiet">in the {place}</span>
              {required === true && <span className="quiet">, needed</span>}
              {typeof schema?.description === "string" && `: ${schema.description}`}
            </li>
          ))}
        </ul>
      )}
      {requestBody && <Shapes title="Takes" of={`${method.toUpperCase()} ${path}`} content={requestBody.content} />}
      {good?.[1].content && (
        <Shapes title={`Answers ${good[0]}`} of={`${method.toUpperCase()} ${path}`} content={good[1].content} />
      )}
    </details>
  );
}

type Content = NonNullable<Operation["requestBody"]>["content"];

function Shapes({ title, of, content }: { title: string; of: string; content: Content }) {
  return Object.entries(content).map(([mediaType, { schema }]) => (
    <div key={mediaType}>
      <p className="api-shape">
        {title} <code>{mediaType}</code>
      </p>
      {schema !== undefined && (
        <section className="api-schema" aria-label={`${of}: ${title}, JSON Schema`}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long shape is scrolled by keyboard too */}
          <pre tabIndex={0}>{JSON.stringify(schema, null, 2)}</pre>
        </section>
      )}
    </div>
  ));
}

function Events({ webhooks }: Pick<ApiDocument, "webhooks">) {
  const events = Object.entries(webhooks);
  return (
    <Section
      id="webhook-events"
      title="Webhook events"
      aside={<span className="quiet">{countOf(events.length, "event")}</span>}
    >
      {events.map(([type, { post }]) => (
        <details key={type} className="api-route">
          <summary>
            <code>{type}</code> <span className="api-summary">{post.summary}</span>
          </summary>
          <p>
            <a href={apiUrl(`/schemas/${type}`)}>Its JSON Schema, with an example</a>
          </p>
          <Shapes title="Sends" of={type} content={post.requestBody.content} />
        </details>
      ))}
    </Section>
  );
}
