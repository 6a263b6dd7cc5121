// Vite plugin: what the socket library carries and the hub never speaks stays out of the pages.
import type { Plugin } from "vite";

// It says nothing of side effects itself, so none of it could be moved to a chunk of its own.
const LIBRARY = /node_modules\/(engine|socket)\.io-client\//;
/** Module → who imports it, and what stands in its place. */
const LEFT_OUT: Readonly<Record<string, { by: RegExp; code: string }>> = {
  // `shared/socket.ts` names the transports we use.
  "./transports/index.js": { by: /engine\.io-client/, code: "export const transports = {};" },
  // The hub refuses binary packets, and sends none.
  "./binary.js": {
    by: /socket\.io-parser/,
    code: "export function deconstructPacket() {} export function reconstructPacket() {}",
  },
  "./is-binary.js": {
    by: /socket\.io-parser/,
    code: "export const hasBinary = () => false; export const isBinary = () => false;",
  },
};
const OURS = "\0kirjuri-lean:";

export function leanSocket(): Plugin {
  return {
    name: "kirjuri-lean-socket",
    enforce: "pre",
    resolveId: (id, importer) =>
      importer && LEFT_OUT[id]?.by.test(importer) ? `${OURS}${id}` : null,
    load: (id) => (id.startsWith(OURS) ? (LEFT_OUT[id.slice(OURS.length)]?.code ?? null) : null),
    transform: (_, id) => (LIBRARY.test(id) ? { moduleSideEffects: false } : null),
  };
}
