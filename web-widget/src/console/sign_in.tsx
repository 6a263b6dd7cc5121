// The way in: a one-time link by e-mail, nothing to remember.
import type { VNode } from "preact";
import { useId, useState } from "preact/hooks";
import { sayProblem } from "../shared/chat";
import { t } from "../shared/texts";
import { LanguageChoice } from "./choices";
import { askForLink } from "./session";

export function SignIn({ problem }: { problem: string | null }): VNode {
  const [email, setEmail] = useState("");
  const [isSent, setSent] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(problem);
  const id = useId();

  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    try {
      await askForLink(email.trim());
      setSent(true);
    } catch (error) {
      setRefusal(sayProblem(error, t));
    }
    setBusy(false);
  };

  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <p class="brand" aria-hidden="true">
          K
        </p>
        <h1>Kirjuri</h1>
        {isSent ? (
          <div role="status">
            <h2>{t("console.check_mail")}</h2>
            <p class="soft">{t("console.check_mail_long", { email })}</p>
            <button type="button" class="link" onClick={() => setSent(false)}>
              {t("console.other_address")}
            </button>
          </div>
        ) : (
          <form onSubmit={(event) => void ask(event)}>
            <p class="soft">{t("console.sign_in_long")}</p>
            <label for={id}>{t("console.email")}</label>
            <input
              id={id}
              type="email"
              required
              autocomplete="email"
              value={email}
              aria-invalid={refusal ? "true" : undefined}
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
            {refusal && (
              <p class="problem" role="alert">
                {refusal}
              </p>
            )}
            <button type="submit" class="button primary" disabled={isBusy}>
              {t("console.send_link")}
            </button>
          </form>
        )}
      </div>
      <LanguageChoice />
    </main>
  );
}
