import type { ComponentChildren } from "preact";
import { useScreen } from "../shared/page";
import { t } from "./i18n";

/** One screen: its heading, which takes the focus, and a sentence that says what it is for. */
export function Screen(props: { title: string; lead?: ComponentChildren; children: ComponentChildren }) {
  const heading = useScreen(`${props.title} · ${t("office")}`);
  return (
    <>
      <header class="screen-head">
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.lead !== undefined && <p>{props.lead}</p>}
      </header>
      {props.children}
    </>
  );
}
