// Who the visitor is: a token, or a function of the page that fetches one; asked again before it ends.

export type Identity = string | (() => string | Promise<string>);

const EARLY_S = 60;

/** Gives a token that is good for a while; `isFresh` asks for another than the last one. */
export function tokens(identity: Identity): (isFresh: boolean) => Promise<string> {
  let token = "";
  let asking: Promise<string> | null = null;
  return (isFresh) => {
    if (token && !isFresh && expiry(token) - Date.now() / 1000 > EARLY_S) {
      return Promise.resolve(token);
    }
    asking ??= ask(identity)
      .then((given) => {
        token = given;
        return given;
      })
      .finally(() => {
        asking = null;
      });
    return asking;
  };
}

async function ask(identity: Identity): Promise<string> {
  const token = typeof identity === "function" ? await identity() : identity;
  if (typeof token !== "string" || !token) throw new TypeError("Kirjuri: identity gave no token");
  return token;
}

/** Seconds since 1970; 0 where it cannot be read, which asks again. */
function expiry(token: string): number {
  try {
    const part = token.split(".")[1] ?? "";
    const claims = JSON.parse(atob(part.replace(/-/g, "+").replace(/_/g, "/")));
    return Number(claims.exp) || 0;
  } catch {
    return 0;
  }
}
