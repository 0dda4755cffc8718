import { readSetting, subscribe } from "./settings.ts";

/** Puts the chosen theme, or the system's, on the document, and keeps it there when either changes. */
export function followTheme(): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = readSetting("theme");
    const isDark = chosen === "dark" || (chosen !== "light" && system.matches);
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  };
  apply();
  system.addEventListener("change", apply);
  subscribe(apply);
}
