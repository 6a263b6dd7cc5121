// What happened to a conversation, in the words of whoever reads it.
import type { VNode } from "preact";
import type { Message } from "./messages";
import { language, t } from "./texts";
import { clock } from "./time";

export function StatusLine({ message, text }: { message: Message; text?: string | null }): VNode {
  return (
    <p class="status-line">
      {text ?? told(message)} <time dateTime={message.at}>{clock(message.at, language.value)}</time>
    </p>
  );
}

function told({ status, author, body }: Message): string {
  if (!status?.state) return body;
  const key = status.state === "closed" ? "web.status_closed" : "web.status_reopened";
  return t(key, { name: author.name });
}
