// Light, dark, or as the machine: kept in this browser.
import { signal } from "@preact/signals";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "kirjuri.theme";

export const theme = signal<Theme>("auto");

export function restoreTheme(): void {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // Storage may be closed to us.
  }
  show(THEMES.find((each) => each === kept) ?? "auto");
}

export function chooseTheme(wanted: Theme): void {
  show(wanted);
  try {
    localStorage.setItem(KEY, wanted);
  } catch {
    // It holds for this visit.
  }
}

function show(wanted: Theme): void {
  theme.value = wanted;
  if (wanted === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
}
