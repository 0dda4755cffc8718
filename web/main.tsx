import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { ApiError } from "./data/http.ts";
import { loadAgainAfterUpdate } from "./lib/after-update.ts";
import { followTheme } from "./lib/theme.ts";
import { preload } from "./preload.ts";
import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/controls.css";
import "./style/overlays.css";
import "./style/shell.css";

const RETRIES = 2;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // Only what may pass by itself is tried again; a refusal is shown at once.
      retry: (failures, error) => failures < RETRIES && error instanceof ApiError && error.code === "unreachable",
    },
  },
});

loadAgainAfterUpdate();
preload(window.location);
followTheme();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with id root: rebuild the dashboard with npm run build.");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
