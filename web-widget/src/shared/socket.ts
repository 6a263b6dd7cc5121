// A socket to the hub: by WebSocket, and by polling too where that does not get through.
import { io, type Socket, WebSocket as WebSocketWay } from "socket.io-client";

type Way = NonNullable<NonNullable<Parameters<typeof io>[1]>["transportImplementations"]>[number];

let polling: Way | null = null;
/** Tries in a row that no way to the hub was found. */
let failures = 0;

export function openSocket(namespace: string, auth: () => Record<string, string>): Socket {
  const socket = io(namespace, {
    auth: (give) => give(auth()),
    transportImplementations: ways(failures, polling),
    tryAllTransports: true,
    // Our own back-off: a reconnect needs a new token, hello and sync.
    reconnection: false,
    forceNew: true,
    autoConnect: false,
    timeout: 10_000,
  });
  const found = () => {
    if (socket.io.engine.transport.name === "websocket") failures = 0;
  };
  socket.io.on("error", () => {
    failures += 1;
    void loadPolling();
  });
  socket.io.on("open", () => {
    found();
    socket.io.engine.on("upgrade", found);
  });
  return socket;
}

/** A WebSocket that hangs takes the whole time of a try, so the second one begins with polling. */
export function ways(failed: number, other: Way | null): Way[] {
  if (!other || failed === 0) return [WebSocketWay];
  return failed === 1 ? [WebSocketWay, other] : [other, WebSocketWay];
}

async function loadPolling(): Promise<void> {
  try {
    polling ??= (await import("./polling")).Polling;
  } catch {
    // The hub is not there at all: the next failure asks again.
  }
}
