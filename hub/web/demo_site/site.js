// The sample site: says who is signed in here and starts the widget with that identity.
(() => {
  "use strict";
  const languages = ["fi", "sv", "en"];
  // The code behind # names the contact; it stays in this tab and leaves the address.
  const given = location.hash.slice(1);
  if (given.includes(".")) {
    sessionStorage.setItem("demo-code", given);
    history.replaceState(null, "", location.pathname);
  }
  const code = sessionStorage.getItem("demo-code") || undefined;

  const identify = async () => {
    const answer = await fetch("/demo/client/identity", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(code ? { code } : {}),
    });
    if (!answer.ok) throw new Error("identity " + answer.status);
    return answer.json();
  };

  const show = (language) => {
    document.documentElement.lang = language;
    for (const element of document.querySelectorAll("[data-" + language + "]")) {
      element.textContent = element.dataset[language];
    }
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
  };

  const start = async () => {
    const wanted = new URLSearchParams(location.search).get("lang");
    const chosen = wanted || sessionStorage.getItem("demo-language");
    const language = languages.includes(chosen) ? chosen : "fi";
    show(language);
    for (const button of document.querySelectorAll("[data-language]")) {
      button.addEventListener("click", () => {
        sessionStorage.setItem("demo-language", button.dataset.language);
        location.search = "?lang=" + button.dataset.language;
      });
    }
    const first = await identify();
    document.getElementById("company").textContent = first.contact.client;
    document.getElementById("who").textContent = first.contact.name;
    document.title = first.contact.client;
    let fresh = first;
    const identity = async () => {
      const next = fresh || (await identify());
      fresh = null;
      return next.token;
    };
    if (window.Kirjuri) window.Kirjuri.start({ key: first.key, identity, locale: language });
  };

  start().catch(() => {
    document.getElementById("who").textContent = "Kirjuri ?";
  });
})();
