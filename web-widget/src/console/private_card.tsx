// A card that only this person sees, with a way to put it away.
import type { ComponentChildren, VNode } from "preact";
import { Icon } from "../shared/icons";
import type { CardShape } from "../shared/protocol";
import { t } from "../shared/texts";

export function PrivateCard(parts: {
  card: CardShape;
  onClose: () => void;
  children: ComponentChildren;
}): VNode {
  return (
    <div class="private" role="group" aria-label={t("console.only_you")}>
      <p class="private-head">
        <span>{t("console.only_you")}</span>
        <button
          type="button"
          class="icon-button small"
          aria-label={t("console.dismiss", { title: parts.card.title })}
          onClick={parts.onClose}
        >
          <Icon name="close" size={16} />
        </button>
      </p>
      {parts.children}
    </div>
  );
}
