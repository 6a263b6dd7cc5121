// A new conversation from the client's side: about what, and whether colleagues see it.
import "./new_topic.css";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { sayProblem } from "../shared/chat";
import { t } from "../shared/texts";
import { chat, current } from "./panel_state";

export interface NewTopicParts {
  onDone: () => void;
}

export function NewTopic({ onDone }: NewTopicParts): VNode {
  const [title, setTitle] = useState("");
  const [isPrivate, setPrivate] = useState(false);
  const [problem, setProblem] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const open = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const asked = { title: title.trim(), private: isPrivate };
      const { conversation } = await chat.connection.request("conversation.open", asked);
      chat.tell({ type: "conversation", conversation });
      current.value = conversation.id;
      onDone();
    } catch (error) {
      setProblem(sayProblem(error, t));
    }
  };

  return (
    <form
      class="new-topic"
      aria-labelledby="new-topic"
      onSubmit={(event) => void open(event)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onDone();
      }}
    >
      <h2 id="new-topic">{t("web.new_conversation")}</h2>
      <label class="topic-field">
        <span>{t("web.topic")}</span>
        <input
          ref={field}
          value={title}
          maxLength={200}
          placeholder={t("web.topic_example")}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <label class="topic-private">
        <input
          type="checkbox"
          checked={isPrivate}
          onChange={(event) => setPrivate(event.currentTarget.checked)}
        />
        <span>
          {t("web.private_ask")}
          <small class="soft">{t("web.private_long")}</small>
        </span>
      </label>
      {problem && (
        <p class="banner problem" role="alert">
          {problem}
        </p>
      )}
      <div class="row end">
        <button type="button" class="button" onClick={onDone}>
          {t("web.cancel")}
        </button>
        <button type="submit" class="button primary">
          {t("web.open_conversation")}
        </button>
      </div>
    </form>
  );
}
