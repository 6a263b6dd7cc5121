// Parts of a page that come when they are first drawn, or when the page has nothing else to do.
import { signal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { useEffect } from "preact/hooks";

const AGAIN_MS = 3000;

type Load<P> = () => Promise<ComponentType<P>>;
const known = new Set<() => Promise<unknown>>();

/** A component of a chunk of its own; `meanwhile` stands in its place until that is here. */
export function lazy<P extends object>(
  load: Load<P>,
  meanwhile: (parts: P) => VNode | null = () => null,
): (parts: P) => VNode | null {
  const here = signal<ComponentType<P> | null>(null);
  const fetched = async () => {
    here.value ??= await load();
  };
  known.add(fetched);
  return (parts) => {
    const Part = here.value;
    useEffect(() => (here.value ? undefined : insisting(fetched)), []);
    return Part ? <Part {...parts} /> : meanwhile(parts);
  };
}

/** Fetched together with the components. */
export function alsoLater(load: () => Promise<unknown>): void {
  known.add(load);
}

/** Fetch all of it now: what is here works without a connection, and after the next release. */
export function warm(): void {
  const later = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 200));
  for (const fetched of known) later(() => void fetched().catch(() => undefined));
}

/** Asks until it is here; the answer stops that. */
function insisting(fetched: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const ask = (): void => {
    fetched().catch(() => {
      if (!isOver) timer = setTimeout(ask, AGAIN_MS);
    });
  };
  ask();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
