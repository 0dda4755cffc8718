import { Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { useFrameKnown } from "./data/frame.ts";
import { useLiveUpdates } from "./data/live.ts";
import { PAGES } from "./pages.ts";
import { DisabledBanner } from "./parts/disabled-banner.tsx";
import { Header } from "./parts/header.tsx";
import { Help } from "./parts/help.tsx";
import { NotFound } from "./parts/not-found.tsx";
import { Notices } from "./parts/notices.tsx";
import { PaletteHost } from "./parts/palette-host.tsx";
import { SampleBanner } from "./parts/sample-banner.tsx";
import { PageSkeleton } from "./parts/skeleton.tsx";

/** The frame around every page, and which page is shown for which address. */
export function App() {
  const liveness = useLiveUpdates();
  const isFrameKnown = useFrameKnown();
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <Header liveness={liveness} />
      <SampleBanner isPageThere={isFrameKnown} />
      <DisabledBanner isPageThere={isFrameKnown} />
      {/* Another element once it is known what stands above: what was waiting does not move, it goes. */}
      {isFrameKnown ? (
        <main key="page" id="main" tabIndex={-1}>
          <CurrentPage />
        </main>
      ) : (
        <main key="waiting" id="main" tabIndex={-1} className="waiting" aria-busy="true">
          <PageSkeleton />
        </main>
      )}
      <Notices />
      <Help />
      <PaletteHost />
    </>
  );
}

function CurrentPage() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Switch>
        <Route path="/">
          <Redirect to="/incidents" replace />
        </Route>
        {PAGES.map(({ path, component }) => (
          <Route key={path} path={path} component={component} />
        ))}
        <Route component={NotFound} />
      </Switch>
    </Suspense>
  );
}
