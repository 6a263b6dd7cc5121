// Starts the console: theme and words first, then who is there.
import { render } from "preact";
import "../shared/theme.css";
import "../shared/messages.css";
import "./console.css";
import { sayProblem } from "../shared/chat";
import { speak, t, useTexts } from "../shared/texts";
import { App } from "./app";
import { begin, firstLanguage, takeToken } from "./session";
import { restoreTheme } from "./theme";

useTexts({
  fi: () => import("virtual:texts/console.fi"),
  sv: () => import("virtual:texts/console.sv"),
  en: () => import("virtual:texts/console.en"),
});

async function main(): Promise<void> {
  restoreTheme();
  await speak(firstLanguage());
  await enter(takeToken());
  // A link opened in a tab where the console stands already changes only what is behind the #.
  addEventListener("hashchange", () => {
    const token = takeToken();
    if (token) void enter(token);
  });
}

async function enter(token: string | null): Promise<void> {
  let problem: string | null = null;
  try {
    await begin(token);
  } catch (error) {
    problem = sayProblem(error, t);
  }
  const root = document.getElementById("root");
  if (root) render(<App problem={problem} />, root);
}

void main();
