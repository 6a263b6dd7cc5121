// Where messages wait: IndexedDB, which outlives the page and the browser; memory where that is shut.
import type { Pending } from "./state";

export interface Shelf {
  /** Whether what is put here is there after a reload or a crash. */
  readonly isLasting: boolean;
  put(owner: string, pending: Pending): Promise<void>;
  remove(clientId: string): Promise<void>;
  /** Of one owner, in the order they were written. */
  all(owner: string): Promise<Pending[]>;
  /** Everything of the owners whose names begin with this. */
  clear(owners: string): Promise<void>;
}

interface Kept {
  owner: string;
  pending: Pending;
}

const NAME = "kirjuri";
const STORE = "outbox";
const OPEN_WITHIN_MS = 3000;

/** IndexedDB may be forbidden to a frame of another site, full, or hang: then memory it is. */
export async function openShelf(): Promise<Shelf> {
  try {
    return new LastingShelf(await opened());
  } catch {
    return new MemoryShelf();
  }
}

export class MemoryShelf implements Shelf {
  readonly isLasting: boolean = false;
  private readonly kept = new Map<string, Kept>();

  async put(owner: string, pending: Pending): Promise<void> {
    this.kept.set(pending.client_id, { owner, pending });
  }

  async remove(clientId: string): Promise<void> {
    this.kept.delete(clientId);
  }

  async all(owner: string): Promise<Pending[]> {
    return sorted([...this.kept.values()], owner);
  }

  async clear(owners: string): Promise<void> {
    for (const [id, { owner }] of this.kept) if (owner.startsWith(owners)) this.kept.delete(id);
  }
}

class LastingShelf implements Shelf {
  readonly isLasting = true;

  constructor(private readonly db: IDBDatabase) {}

  put(owner: string, pending: Pending): Promise<void> {
    const kept: Kept = { owner, pending };
    return this.write((store) => store.put(kept, pending.client_id));
  }

  remove(clientId: string): Promise<void> {
    return this.write((store) => store.delete(clientId));
  }

  async all(owner: string): Promise<Pending[]> {
    const read = this.db.transaction(STORE).objectStore(STORE).getAll();
    return sorted((await answered(read)) as Kept[], owner);
  }

  clear(owners: string): Promise<void> {
    return this.write((store) => {
      const walk = store.openCursor();
      walk.onsuccess = () => {
        const at = walk.result;
        if (!at) return;
        if ((at.value as Kept).owner.startsWith(owners)) at.delete();
        at.continue();
      };
    });
  }

  /** Done when it is on the disk. */
  private write(work: (store: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const written = this.db.transaction(STORE, "readwrite", { durability: "strict" });
      written.oncomplete = () => resolve();
      written.onabort = () => reject(written.error);
      work(written.objectStore(STORE));
    });
  }
}

async function opened(): Promise<IDBDatabase> {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
  const late = new Promise<never>((_, reject) => setTimeout(reject, OPEN_WITHIN_MS));
  return Promise.race([answered(asked), late]);
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** By id, which begins with the moment; what an older or broken page left is not sent. */
function sorted(kept: readonly Kept[], owner: string): Pending[] {
  const own = kept.filter((each) => each.owner === owner).map((each) => each.pending);
  return own.filter(isPending).sort((one, other) => (one.client_id < other.client_id ? -1 : 1));
}

function isPending(value: unknown): value is Pending {
  if (typeof value !== "object" || value === null) return false;
  const pending = value as Partial<Pending>;
  return (
    typeof pending.client_id === "string" &&
    typeof pending.conversation === "string" &&
    typeof pending.body === "string" &&
    Array.isArray(pending.files) &&
    (pending.state === "waiting" || pending.state === "failed")
  );
}
