// Search in messages: what was typed, the hits with their words marked, and a hit opened in place.
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Chat, sayProblem } from "./chat";
import type { GiveHeaders } from "./files";
import { Found } from "./found";
import { Icon } from "./icons";
import type { HitShape } from "./protocol";
import { marked } from "./snippet";
import { language, t, tn } from "./texts";
import { shortly } from "./time";
import "./search.css";

const PAGE = 20;
const PAUSE_MS = 300;

export interface SearchParts {
  chat: Chat;
  headers: GiveHeaders;
  /** What a person calls the conversation. */
  nameOf: (conversation: string) => string;
  onClose: () => void;
  onOpen: (conversation: string) => void;
}

export function Search(parts: SearchParts): VNode {
  const { chat, headers, nameOf, onClose, onOpen } = parts;
  const [text, setText] = useState("");
  const [hits, setHits] = useState<readonly HitShape[] | null>(null);
  const [hasMore, setMore] = useState(false);
  const [problem, setProblem] = useState("");
  const [open, setOpen] = useState<HitShape | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const latest = useRef("");

  const ask = async (wanted: string, known: readonly HitShape[]) => {
    const before = known.at(-1)?.id;
    const asked = { text: wanted, limit: PAGE, ...(before ? { before } : {}) };
    try {
      const answer = await chat.connection.request("search", asked);
      // An answer to what is no longer typed is none.
      if (latest.current !== wanted) return;
      setHits([...known, ...answer.hits]);
      setMore(answer.hits.length === PAGE);
      setProblem("");
    } catch (error) {
      if (latest.current === wanted) setProblem(sayProblem(error, t));
    }
  };
  useEffect(() => {
    const wanted = text.trim();
    latest.current = wanted;
    setProblem("");
    setMore(false);
    if (!wanted) return setHits(null);
    const timer = setTimeout(() => void ask(wanted, []), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (!open) field.current?.focus();
  }, [open]);

  const back = () => (open ? setOpen(null) : onClose());
  return (
    <section
      class="search"
      aria-label={t("web.search.title")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        back();
      }}
    >
      <div class="search-head">
        <button type="button" class="icon-button" aria-label={t("web.search.back")} onClick={back}>
          <Icon name="back" />
        </button>
        {open ? (
          <h2 class="grow" dir="auto">
            {nameOf(open.conversation)}
          </h2>
        ) : (
          <input
            ref={field}
            class="grow"
            type="search"
            maxLength={200}
            aria-label={t("web.search.title")}
            placeholder={t("web.search.title")}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        )}
      </div>
      {open ? (
        <Found
          chat={chat}
          headers={headers}
          hit={open}
          onNewest={() => onOpen(open.conversation)}
        />
      ) : (
        <div class="search-hits">
          <p class="soft" role="status">
            {problem || (hits ? said(hits.length, hasMore) : t("web.search.hint"))}
          </p>
          <ul>
            {hits?.map((hit) => (
              <li key={hit.id}>
                <button type="button" class="hit" onClick={() => setOpen(hit)}>
                  <span class="hit-head">
                    <span dir="auto">
                      {nameOf(hit.conversation)} · {hit.author.name}
                    </span>
                    <time dateTime={hit.at}>{shortly(hit.at, language.value)}</time>
                  </span>
                  <span class="hit-text" dir="auto">
                    {marked(hit.body ?? "", hit.marks as [number, number][]).map((piece, at) =>
                      piece.hit ? <mark key={at}>{piece.text}</mark> : piece.text,
                    )}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {hasMore && (
            <button type="button" class="button" onClick={() => void ask(text.trim(), hits ?? [])}>
              {t("web.search.more")}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

function said(count: number, hasMore: boolean): string {
  if (count === 0) return t("web.search.none");
  return hasMore ? t("web.search.first", { count }) : tn("web.search.count", count);
}
