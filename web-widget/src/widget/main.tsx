// The panel in the frame: words and greeting first, then the chat.
import "../shared/theme.css";
import "../shared/messages.css";
import "../shared/conversation.css";
import "./panel.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { useTexts } from "../shared/texts";
import { Panel } from "./panel";
import { chat, host, speakAs, unread } from "./panel_state";

useTexts({
  fi: () => import("virtual:texts/widget.fi"),
  sv: () => import("virtual:texts/widget.sv"),
  en: () => import("virtual:texts/widget.en"),
});

async function begin(): Promise<void> {
  const { locale, theme } = await host.listen();
  if (theme?.scheme) document.documentElement.dataset.theme = theme.scheme;
  // Its own colours are a matter of looks: without them the panel is the firm's.
  if (theme?.accent) await import("./accent").then(({ paint }) => paint(theme.accent ?? ""), skip);
  await speakAs(locale);
  const root = document.getElementById("root");
  if (root) render(<Panel />, root);
  chat.start();
  effect(() => host.tellUnread(unread.value));
}

function skip(): void {}

void begin();
