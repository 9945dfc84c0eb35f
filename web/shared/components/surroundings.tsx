// What stands around every screen of every app.
import type { ComponentChildren } from "preact";
import { language, speak, type Language } from "../i18n";
import { enlarge, size, SIZES } from "../preferences";
import { LineIcon, type LineName } from "./icons";

/** Says that the screen is a demonstration. */
export function DemoStrip({ children }: { children: ComponentChildren }) {
  return <p class="demo-strip">{children}</p>;
}

const NAMES: Record<Language, string> = { ko: "한국어", en: "English" };

/** The other language, named in itself. */
export function LanguageSwitch() {
  const other: Language = language.value === "ko" ? "en" : "ko";
  return (
    <button type="button" class="pill" lang={other} onClick={() => speak(other)}>
      {NAMES[other]}
    </button>
  );
}

/** The four sizes of text, side by side. */
export function TextSize({ label }: { label: string }) {
  return (
    <div class="text-size" role="group" aria-label={label}>
      {SIZES.map((each, step) => (
        <button
          key={each}
          type="button"
          class={`step-${step}`}
          aria-pressed={each === size.value}
          aria-label={`${label} ${each} %`}
          onClick={() => enlarge(each)}
        >
          <span aria-hidden="true">가</span>
        </button>
      ))}
    </div>
  );
}

export function SideBar(props: {
  readonly label: string;
  readonly brand: ComponentChildren;
  readonly foot: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="side">
      <div class="side-inner">
        <nav aria-label={props.label}>
          {props.brand}
          <ul>{props.children}</ul>
        </nav>
        {props.foot}
      </div>
    </div>
  );
}

export function SideBarPlace(props: {
  readonly href: string;
  readonly icon: LineName;
  readonly label: string;
  readonly isCurrent: boolean;
}) {
  return (
    <li>
      <a href={props.href} {...(props.isCurrent && { "aria-current": "page" as const })}>
        <LineIcon name={props.icon} />
        {props.label}
      </a>
    </li>
  );
}
