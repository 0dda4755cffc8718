import { Keyboard, Monitor, Moon, Search, Sun } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { Link, useLocation } from "wouter";
import type { Liveness } from "../data/live.ts";
import { useZone, zoneName } from "../lib/clock.ts";
import { openDialog } from "../lib/dialog.ts";
import { askForPalette } from "../lib/palette.ts";
import { useSetting } from "../lib/settings.ts";
import { type Shortcuts, useShortcuts } from "../lib/shortcuts.ts";
import { PAGES } from "../pages.ts";
import { HELP_ID } from "./help.tsx";
import { LiveState } from "./live-state.tsx";
import { Mark } from "./mark.tsx";

/** The bar on top of every page: where one can go, whether the page is live, and how it is shown. */
export function Header({ liveness }: { liveness: Liveness }) {
  usePageShortcuts();
  return (
    <header className="top-bar">
      <Link href="/incidents" className="brand" aria-label="Plumbline, all incidents">
        <Mark />
        <span className="brand-name">Plumbline</span>
      </Link>
      <Navigation />
      <div className="top-bar-end">
        <LiveState liveness={liveness} />
        <button type="button" className="text-button palette-button" onClick={askForPalette}>
          <Search size={16} aria-hidden="true" /> <span className="visually-hidden">Go to or do</span>{" "}
          <kbd>{isMac() ? "⌘K" : "Ctrl K"}</kbd>
        </button>
        <ZoneSwitch />
        <ThemeSwitch />
        <button
          type="button"
          className="icon-button"
          title="Keyboard shortcuts (?)"
          aria-label="Keyboard shortcuts"
          onClick={() => openDialog(HELP_ID)}
        >
          <Keyboard size={18} aria-hidden="true" />
        </button>
      </div>
    </header>
  );
}

function Navigation() {
  const [location] = useLocation();
  const bar = useRef<HTMLElement>(null);
  // Where the bar is too narrow for all names it scrolls: the page that is shown must be among those in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another name to bring into sight.
  useEffect(() => showCurrent(bar.current), [location]);
  return (
    <nav aria-label="Pages" className="top-nav" ref={bar}>
      {PAGES.map((page) =>
        page.nav === undefined ? null : (
          <Link key={page.path} href={page.path} aria-current={location.startsWith(page.path) ? "page" : undefined}>
            {page.nav}
          </Link>
        ),
      )}
    </nav>
  );
}

function showCurrent(bar: HTMLElement | null): void {
  const current = bar?.querySelector<HTMLElement>("[aria-current=page]");
  if (!bar || !current) return;
  bar.scrollLeft = current.offsetLeft - bar.offsetLeft - (bar.clientWidth - current.offsetWidth) / 2;
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

function ZoneSwitch() {
  const [zone, setZone] = useZone();
  const other = zone === "utc" ? "local" : "utc";
  // Where both are the same there is nothing to switch.
  if (zoneName("local") === zoneName("utc"))
    return (
      <span className="zone-name" title="Times are in UTC, which is your time zone too.">
        UTC
      </span>
    );
  return (
    <button
      type="button"
      className="text-button zone-switch"
      title={`Times are in ${zoneName(zone)}. Show them in ${zoneName(other)}.`}
      aria-label={`Times are in ${zoneName(zone)}; show them in ${zoneName(other)}`}
      onClick={() => setZone(other)}
    >
      {zone === "utc" ? "UTC" : "Local"}
    </button>
  );
}

const NEXT_THEME = { system: "light", light: "dark", dark: "system" } as const;
const THEME_ICON = { system: Monitor, light: Sun, dark: Moon } as const;

function ThemeSwitch() {
  const [setting, setTheme] = useSetting("theme", "system");
  const theme = setting === "light" || setting === "dark" ? setting : "system";
  const Icon = THEME_ICON[theme];
  return (
    <button
      type="button"
      className="icon-button"
      title={`Colours: ${theme}. Change to ${NEXT_THEME[theme]}.`}
      aria-label={`Colours: ${theme}; change to ${NEXT_THEME[theme]}`}
      onClick={() => setTheme(NEXT_THEME[theme])}
    >
      <Icon size={18} aria-hidden="true" />
    </button>
  );
}

function usePageShortcuts(): void {
  const [, navigate] = useLocation();
  const shortcuts = useMemo(() => {
    const all: Shortcuts = { "?": () => openDialog(HELP_ID) };
    for (const page of PAGES) if (page.key !== undefined) all[`g ${page.key}`] = () => navigate(page.path);
    return all;
  }, [navigate]);
  useShortcuts(shortcuts);
}
