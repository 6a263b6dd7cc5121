// Ids that we give: UUIDv7, so that what one device sends sorts by time.

/** Works outside secure contexts too, where `crypto.randomUUID` is missing. */
export function newId(moment = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let rest = moment;
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20, 32].map((end, at) => hex.slice([0, 8, 12, 16, 20][at], end)).join("-");
}
