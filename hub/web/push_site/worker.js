// Shows what the hub pushes: whose message waits, never a word of it. Knows nobody and keeps nothing.
self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch {
    // What we cannot read still means that something waits.
  }
  const { title = "Kirjuri", body = "", tag = "" } = told;
  event.waitUntil(
    self.registration.showNotification(String(title), { body: String(body), tag: String(tag) }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
});
