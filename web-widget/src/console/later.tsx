// What the first view of the console can do without: each in a chunk of its own.
import { lazy } from "../shared/lazy";
import type { NewTopicParts } from "./new_topic";
import type { SnoozeUntilParts } from "./snooze_until";

export const NewTopic = lazy<NewTopicParts>(async () => (await import("./new_topic")).NewTopic);
export const SnoozeUntil = lazy<SnoozeUntilParts>(
  async () => (await import("./snooze_until")).SnoozeUntil,
);
