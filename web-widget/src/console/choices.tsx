// Small choices of the header: language and theme.
import type { VNode } from "preact";
import { LANGUAGES, type Language, language, t } from "../shared/texts";
import { complain, loadCommands, refreshToday } from "./desk";
import { chooseLanguage, session } from "./session";
import { chooseTheme, THEMES, type Theme, theme } from "./theme";

export function LanguageChoice(): VNode {
  const choose = async (wanted: Language): Promise<void> => {
    try {
      await chooseLanguage(wanted);
      if (session.value) await Promise.all([loadCommands(), refreshToday()]);
    } catch (error) {
      complain(error);
    }
  };
  return (
    <label class="choice">
      <span class="hidden">{t("web.language")}</span>
      <select
        value={language.value}
        onChange={(event) => void choose(event.currentTarget.value as Language)}
      >
        {LANGUAGES.map((each) => (
          <option key={each} value={each}>
            {t(`web.language_${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

export function ThemeChoice(): VNode {
  return (
    <label class="choice">
      <span class="hidden">{t("console.theme")}</span>
      <select
        value={theme.value}
        onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}
      >
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {t(`console.theme_${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
