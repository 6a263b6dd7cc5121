// The sample site: says who is signed in here and starts the widget with that identity.
(() => {
  "use strict";
  const WORDS = {
    fi: {
      note: "Esittely: keksityn yrityksen oma sivusto, jossa on Kirjurin chat.",
      language: "Kieli", pages: "Sivut",
      nav_today: "Tänään", nav_money: "Talous", nav_dates: "Päivät",
      morning: "Huomenta", day: "Päivää", evening: "Iltaa",
      lead: "Tästä näet yrityksen tilanteen. Kirjanpitäjän tavoitat oikean alakulman napista.",
      sales: "Myynti kuukausittain", sales_sum: "18 460 €", sales_more: "+6 % viime vuodesta",
      sales_chart: "Myynti kesäkuusta marraskuuhun, nousussa",
      dates: "Seuraavat päivät", pay: "Palkat maksuun", vat: "Arvonlisäveron eräpäivä",
      receipts: "Kuitit kirjanpitäjälle",
      todo: "Odottaa sinua",
      todo_text: "Kirjanpitäjän pyynnöt tulevat chattiin: liitä tiedosto pyyntöön, niin se on perillä.",
      ask: "Kysy kirjanpitäjältä", how: "Näin chat on tällä sivulla",
      how_text: "Tunnisteen allekirjoittaa sivuston oma palvelin. Se ei kulje osoitteissa.",
      foot: "Kaikki tällä sivulla on keksittyä.",
      signed: "Kirjautuneena", broken: "Kirjautuminen ei onnistunut. Avaa linkki uudelleen.",
    },
    sv: {
      note: "Demo: ett påhittat företags egen sajt med Kirjuris chatt.",
      language: "Språk", pages: "Sidor",
      nav_today: "I dag", nav_money: "Ekonomi", nav_dates: "Datum",
      morning: "God morgon", day: "Hej", evening: "God kväll",
      lead: "Här ser du läget i företaget. Din bokförare når du med knappen nere till höger.",
      sales: "Försäljning per månad", sales_sum: "18 460 €", sales_more: "+6 % från i fjol",
      sales_chart: "Försäljningen från juni till november, på väg uppåt",
      dates: "Nästa datum", pay: "Löneutbetalning", vat: "Momsen förfaller",
      receipts: "Kvitton till bokföraren",
      todo: "Väntar på dig",
      todo_text: "Bokförarens önskemål kommer i chatten: bifoga filen till begäran, så är den framme.",
      ask: "Fråga bokföraren", how: "Så här finns chatten på sidan",
      how_text: "Sajtens egen server undertecknar identiteten. Den står aldrig i en adress.",
      foot: "Allt på den här sidan är påhittat.",
      signed: "Inloggad som", broken: "Inloggningen misslyckades. Öppna länken på nytt.",
    },
    en: {
      note: "Demo: an invented company's own site with Kirjuri's chat.",
      language: "Language", pages: "Pages",
      nav_today: "Today", nav_money: "Finance", nav_dates: "Dates",
      morning: "Good morning", day: "Hello", evening: "Good evening",
      lead: "This is how your company is doing. Your accountant is behind the button at the bottom right.",
      sales: "Sales by month", sales_sum: "€18,460", sales_more: "+6% on last year",
      sales_chart: "Sales from June to November, rising",
      dates: "Next dates", pay: "Salaries are paid", vat: "VAT is due",
      receipts: "Receipts to the accountant",
      todo: "Waiting for you",
      todo_text: "Your accountant's requests come in the chat: attach the file to the request, and it has arrived.",
      ask: "Ask your accountant", how: "How the chat got onto this page",
      how_text: "The site's own server signs the identity. It never stands in an address.",
      foot: "Everything on this page is invented.",
      signed: "Signed in as", broken: "Signing in did not work. Open the link again.",
    },
  };
  const byId = (id) => document.getElementById(id);
  const kept = (name, value) => {
    try {
      if (value !== undefined) sessionStorage.setItem(name, value);
      return sessionStorage.getItem(name);
    } catch {
      return value ?? null;
    }
  };

  // The code behind # names the contact; it stays in this tab and leaves the address.
  const given = location.hash.slice(1);
  const code = given.includes(".") ? kept("demo-code", given) : kept("demo-code");
  if (given.includes(".")) history.replaceState(null, "", location.pathname + location.search);

  const wanted = new URLSearchParams(location.search).get("lang") || kept("demo-language");
  const language = Object.hasOwn(WORDS, wanted ?? "") ? wanted : "fi";
  const words = WORDS[language];

  const identify = async () => {
    const answer = await fetch("/demo/client/identity", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(code ? { code } : {}),
    });
    if (!answer.ok) throw new Error("identity " + answer.status);
    return answer.json();
  };

  const show = () => {
    document.documentElement.lang = language;
    byId("shown-locale").textContent = language;
    for (const element of document.querySelectorAll("[data-t]")) {
      element.textContent = words[element.dataset.t];
    }
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", words[element.dataset.label]);
    }
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
      button.addEventListener("click", () => {
        kept("demo-language", button.dataset.language);
        location.search = "?lang=" + button.dataset.language;
      });
    }
    for (const link of document.querySelectorAll("nav a")) {
      link.addEventListener("click", () => {
        document.querySelector("nav [aria-current]")?.removeAttribute("aria-current");
        link.setAttribute("aria-current", "page");
      });
    }
    showDays(new Date());
  };

  const showDays = (now) => {
    const locale = { fi: "fi-FI", sv: "sv-FI", en: "en-GB" }[language];
    const long = { weekday: "long", day: "numeric", month: "long" };
    const short = { day: "numeric", month: language === "en" ? "short" : "numeric" };
    const next = (day) => {
      const month = now.getMonth() + (now.getDate() > day ? 1 : 0);
      return new Date(now.getFullYear(), month, day).toLocaleDateString(locale, short);
    };
    byId("date").textContent = now.toLocaleDateString(locale, long);
    const end = new Date(now.getFullYear(), now.getMonth() + 1, 0);
    byId("day-pay").textContent = end.toLocaleDateString(locale, short);
    byId("day-vat").textContent = next(12);
    byId("day-receipts").textContent = next(15);
  };

  const greet = (name) => {
    const hour = new Date().getHours();
    const part = hour < 10 ? words.morning : hour < 18 ? words.day : words.evening;
    byId("hello").textContent = part + ", " + name.split(" ")[0] + ".";
  };

  const start = async () => {
    show();
    let fresh = await identify();
    const { key, contact } = fresh;
    byId("company").textContent = contact.client;
    byId("who").textContent = words.signed + " " + contact.name;
    document.title = contact.client;
    greet(contact.name);
    // The first token is used once; the widget asks again before it ends.
    const identity = async () => {
      const next = fresh ?? (await identify());
      fresh = null;
      return next.token;
    };
    window.Kirjuri?.start({ key, identity, locale: language });
    byId("ask").addEventListener("click", () => window.Kirjuri?.open());
  };

  start().catch(() => {
    byId("who").textContent = words.broken;
  });
})();
