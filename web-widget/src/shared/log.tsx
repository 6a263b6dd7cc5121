// The conversation itself: days, messages, the way up into history, and staying at the newest.
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icons";
import { language, t } from "./texts";
import { date, dayOf, daysAgo } from "./time";

export interface LogItem {
  key: string;
  at: string;
  /** The newest entry that seeing this means; null for what is on its way. */
  seq: number | null;
  isMine: boolean;
  node: VNode;
}

export interface LogParts {
  /** Changing it starts at the newest again. */
  id: string;
  items: readonly LogItem[];
  hasMore: boolean;
  isLoading: boolean;
  onOlder: () => Promise<unknown>;
  /** The reader has this in sight, in a window that is looked at. */
  onSeen: (seq: number) => void;
  isShown?: boolean;
  /** The line "new messages" stands before the first item after this. */
  readSeq?: number | undefined;
  empty?: ComponentChildren;
  children?: ComponentChildren;
}

const NEAR_PX = 96;

export function Log(parts: LogParts): VNode {
  const { id, items, isLoading } = parts;
  const box = useRef<HTMLDivElement>(null);
  const before = useRef({
    id: "",
    first: "",
    last: "",
    height: 0,
    room: 0,
    isNear: true,
    hasLanded: false,
  });
  const [isBelow, setBelow] = useState(false);
  const [isFetching, setFetching] = useState(false);
  const latest = useRef(parts);
  latest.current = parts;

  const look = () => {
    const element = box.current;
    const was = before.current;
    // Nothing can be seen, or measured, in a frame that is not shown.
    if (!element?.clientHeight) {
      was.room = 0;
      return;
    }
    // Grown, or shown again, since the last look: whoever was at the newest still is.
    const isChanged = was.height !== element.scrollHeight || was.room !== element.clientHeight;
    if (was.hasLanded && was.isNear && isChanged) element.scrollTop = element.scrollHeight;
    Object.assign(was, measured(element));
    if (was.isNear) setBelow(false);
    const { isShown = true, onSeen } = latest.current;
    if (isShown && isWatched()) {
      const seen = lastInSight(element);
      if (seen > 0) onSeen(seen);
    }
  };

  /** The first look: at the newest, or where the unread begins if that is further up. */
  const land = () => {
    const element = box.current;
    if (!element?.clientHeight || latest.current.items.length === 0) return;
    before.current.hasLanded = true;
    element.scrollTop = element.scrollHeight;
    const mark = element.querySelector<HTMLElement>(".unread-here");
    const above = mark ? mark.getBoundingClientRect().top - element.getBoundingClientRect().top : 0;
    if (above < 0) element.scrollTop += above - NEAR_PX / 2;
    Object.assign(before.current, measured(element));
  };

  // Before the browser draws: stay at the newest, or where one was reading.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const was = before.current;
    const first = items[0]?.key ?? "";
    const last = items.at(-1)?.key ?? "";
    if (was.id !== id) was.hasLanded = false;
    const isMyNew = last !== was.last && items.at(-1)?.isMine;
    if (!was.hasLanded) land();
    else if (was.isNear || isMyNew) element.scrollTop = element.scrollHeight;
    else if (first !== was.first && was.first) {
      element.scrollTop += element.scrollHeight - was.height;
    } else if (last !== was.last) setBelow(true);
    Object.assign(was, { id, first, last });
    look();
  }, [id, items, isLoading, parts.isShown]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    // A growing field or a picture makes the room smaller or the log longer.
    const sizes = new ResizeObserver(() => {
      if (!before.current.hasLanded) land();
      else if (before.current.isNear) element.scrollTop = element.scrollHeight;
      look();
    });
    sizes.observe(element);
    if (element.firstElementChild) sizes.observe(element.firstElementChild);
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      sizes.disconnect();
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);

  const older = async () => {
    if (isFetching || !latest.current.hasMore) return;
    setFetching(true);
    before.current.isNear = false;
    await latest.current.onOlder().catch(() => undefined);
    setFetching(false);
  };

  const toNewest = () => {
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
  };

  return (
    <div class="log-frame">
      {/* A region that scrolls can be reached and scrolled by keyboard. */}
      <div
        ref={box}
        class="log-scroll"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        role="log"
        aria-label={t("web.log")}
        aria-busy={isFetching || isLoading}
        onScroll={({ currentTarget }) => {
          look();
          if (currentTarget.scrollTop < NEAR_PX) void older();
        }}
      >
        <div class="log">
          {parts.hasMore && (
            <button type="button" class="button older" disabled={isFetching} onClick={older}>
              {isFetching ? t("web.loading") : t("web.older")}
            </button>
          )}
          {isLoading && items.length === 0 && <p class="soft center">{t("web.loading")}</p>}
          {!isLoading && items.length === 0 && parts.empty}
          {withDays(items, parts.readSeq)}
          {parts.children}
        </div>
      </div>
      {isBelow && (
        <button type="button" class="to-newest" onClick={toNewest}>
          <Icon name="down" size={16} />
          {t("web.new_below")}
        </button>
      )}
    </div>
  );
}

function withDays(items: readonly LogItem[], readSeq: number | undefined): ComponentChildren[] {
  const nodes: ComponentChildren[] = [];
  let day = "";
  let isMarked = readSeq === undefined;
  for (const item of items) {
    const its = dayOf(item.at);
    if (its !== day) {
      day = its;
      nodes.push(
        <h2 class="day" key={`day ${day}`}>
          <time dateTime={day}>{dayName(day)}</time>
        </h2>,
      );
    }
    if (!isMarked && !item.isMine && item.seq !== null && item.seq > (readSeq ?? 0)) {
      isMarked = true;
      nodes.push(
        <p class="unread-here" key="unread">
          {t("web.unread_here")}
        </p>,
      );
    }
    nodes.push(
      <div class="item" key={item.key} data-seq={item.seq ?? undefined}>
        {item.node}
      </div>,
    );
  }
  return nodes;
}

export function dayName(day: string): string {
  const ago = daysAgo(day);
  if (ago === 0) return t("web.today");
  return ago === 1 ? t("web.yesterday") : date(day, language.value);
}

/** How large the log is, how much of it is shown, and whether that is the newest. */
function measured(box: HTMLElement): { height: number; room: number; isNear: boolean } {
  const { scrollHeight: height, clientHeight: room, scrollTop } = box;
  return { height, room, isNear: height - scrollTop - room < NEAR_PX };
}

function isWatched(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

/** The seq of the lowest item whose end is in sight. */
function lastInSight(box: HTMLElement): number {
  const end = box.getBoundingClientRect().bottom + NEAR_PX / 4;
  const shown = [...box.querySelectorAll<HTMLElement>("[data-seq]")];
  const seen = shown.findLast((each) => each.getBoundingClientRect().bottom <= end);
  return Number(seen?.dataset.seq ?? 0);
}
