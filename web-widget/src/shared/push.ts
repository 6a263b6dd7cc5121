// Web Push: a frame may not ask for notifications, so a window of the hub's own does, and answers here.
const KIND = "kirjuri.push";
const LOOK_MS = 500;

export interface Browser {
  endpoint: string;
  p256dh: string;
  auth: string;
  key: string;
}

/** The browser's subscription; null when the window was closed or the browser did not allow it. */
export function askBrowser(language: string): Promise<Browser | null> {
  const opened = window.open(`/push/?lang=${language}`, "_blank", "popup,width=440,height=420");
  if (!opened) return Promise.resolve(null);
  return new Promise((answer) => {
    const done = (browser: Browser | null): void => {
      removeEventListener("message", onMessage);
      clearInterval(looking);
      answer(browser);
    };
    const onMessage = ({ origin, source, data }: MessageEvent): void => {
      if (origin !== location.origin || source !== opened || data?.kind !== KIND) return;
      done((data.browser as Browser | null) ?? null);
    };
    const looking = setInterval(() => opened.closed && done(null), LOOK_MS);
    addEventListener("message", onMessage);
  });
}
