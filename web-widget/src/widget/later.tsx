// What the first view of the panel can do without: each in a chunk of its own.
import type { CardParts } from "../shared/card";
import { alsoLater, lazy } from "../shared/lazy";
import type { NoticeSettingsParts } from "../shared/notice_settings";
import type { SearchParts } from "../shared/search";
import type { NewTopicParts } from "./new_topic";

/** Until the card is here, what it is called. */
export const Card = lazy<CardParts>(
  async () => (await import("../shared/card")).Card,
  ({ card }) => (
    <section class="card" aria-label={card.title} aria-busy>
      <h3>{card.title}</h3>
    </section>
  ),
);

/** Its line is kept free, so that nothing jumps. */
export const OfficeLine = lazy(
  async () => (await import("./office")).OfficeLine,
  () => <p class="head-line">{"\u00a0"}</p>,
);
export const AfterHours = lazy<{ conversation: string }>(
  async () => (await import("./office")).AfterHours,
);
export const NewTopic = lazy<NewTopicParts>(async () => (await import("./new_topic")).NewTopic);

export const NoticeSettings = lazy<NoticeSettingsParts>(
  async () => (await import("../shared/notice_settings")).NoticeSettings,
);

export const Search = lazy<SearchParts>(async () => (await import("../shared/search")).Search);

alsoLater(() => import("../shared/upload"));
