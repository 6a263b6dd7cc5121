// Tabs of one browser: one at a time does a thing, and the others hear of it.

const HELD_TOO_LONG_MS = 10_000;

/** Raises what `work` raises. A tab that sleeps on the lock is not waited for. */
export async function alone(name: string, work: () => Promise<void>): Promise<void> {
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return work();
  };
  try {
    const signal = AbortSignal.timeout(HELD_TOO_LONG_MS);
    await navigator.locks.request(name, { signal }, begin);
  } catch (error) {
    if (hasBegun) throw error;
    // Locks may be forbidden here, too. The hub takes each id once, so two at it double nothing.
    await begin();
  }
}

/** Says things to the other tabs, where that is allowed. */
export class Bell<T> {
  private channel: BroadcastChannel | null;

  constructor(name: string, onHeard: (said: T) => void) {
    this.channel = channelOf(name);
    if (this.channel) this.channel.onmessage = ({ data }) => onHeard(data as T);
  }

  ring(said: T): void {
    this.channel?.postMessage(said);
  }

  close(): void {
    this.channel?.close();
    this.channel = null;
  }
}

function channelOf(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
