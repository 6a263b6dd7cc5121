// Asks the browser for notifications and hands the subscription to the panel that opened this window.
const KIND = "kirjuri.push";
const at = (id) => document.getElementById(id);
const language = new URLSearchParams(location.search).get("lang") ?? "fi";

function workerAddress() {
  const policy = window.trustedTypes?.createPolicy("kirjuri-push", {
    createScriptURL: (address) => address,
  });
  return policy ? policy.createScriptURL("/push/worker.js") : "/push/worker.js";
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function subscribe(key) {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const worker = await navigator.serviceWorker.register(workerAddress(), { scope: "/push/" });
  await until(worker);
  const old = await worker.pushManager.getSubscription();
  // One of another key of ours would not be reached with this one.
  await old?.unsubscribe();
  const made = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(key),
  });
  const { endpoint, keys } = made.toJSON();
  return { endpoint, p256dh: keys.p256dh, auth: keys.auth, key };
}

async function until(worker) {
  const starting = worker.installing ?? worker.waiting;
  if (worker.active || !starting) return;
  await new Promise((go) => {
    starting.addEventListener("statechange", () => starting.state === "activated" && go());
  });
}

async function begin() {
  document.documentElement.lang = language;
  const answer = await fetch("/push/words", { headers: { "Accept-Language": language } });
  const words = await answer.json();
  const { key } = await (await fetch("/api/push/key")).json();
  document.title = words.title;
  at("title").textContent = words.title;
  at("about").textContent = words.about;
  const button = at("allow");
  const isAble = window.opener && "serviceWorker" in navigator && "PushManager" in window;
  if (!isAble) {
    at("outcome").textContent = words.unable;
    return;
  }
  button.textContent = words.allow;
  button.hidden = false;
  button.focus();
  button.addEventListener("click", async () => {
    button.disabled = true;
    const browser = await subscribe(key).catch(() => null);
    // Only our own panel hears it: it has our origin.
    window.opener?.postMessage({ kind: KIND, browser }, location.origin);
    at("outcome").textContent = browser ? words.done : words.denied;
    button.hidden = Boolean(browser);
    button.disabled = false;
    if (browser) setTimeout(() => window.close(), 1200);
  });
}

void begin();
