// Everything a message has said: for those who administer the firm.
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sayProblem } from "../shared/chat";
import { Markup } from "../shared/markup";
import type { Message } from "../shared/messages";
import { language, t } from "../shared/texts";
import { clock, date, dayOf } from "../shared/time";
import { call } from "./api";
import { Dialog } from "./dialog";

interface Told {
  versions: { body: string; since: string }[];
  deleted_at?: string | null;
}

export interface HistoryParts {
  message: Message;
  onClose: () => void;
}

export function History({ message, onClose }: HistoryParts): VNode {
  const [told, setTold] = useState<Told | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const path = `/api/conversations/${message.conversation}/messages/${message.id}/history`;
    call<Told>("GET", path)
      .then(setTold)
      .catch((error: unknown) => setProblem(sayProblem(error, t)));
  }, [message.id]);
  return (
    <Dialog title={t("web.history")} onClose={onClose}>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {!told && !problem && <p class="soft">{t("web.loading")}</p>}
      {told && (
        <ol class="versions">
          {told.versions.map((each, at) => (
            <li key={at}>
              <p class="soft">
                {when(each.since)} · {at === 0 ? message.author.name : t("web.edited")}
              </p>
              {each.body ? <Markup text={each.body} /> : <p class="soft">{t("console.no_text")}</p>}
            </li>
          ))}
          {told.deleted_at && (
            <li>
              <p class="soft">
                {when(told.deleted_at)} · {t("web.deleted")}
              </p>
            </li>
          )}
        </ol>
      )}
    </Dialog>
  );
}

function when(moment: string): string {
  return `${date(dayOf(moment), language.value)} ${clock(moment, language.value)}`;
}
