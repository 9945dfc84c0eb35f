// What stands around every screen: the demonstration strip, the side bar, and how the page is dressed.
import type { ComponentChildren } from "preact";
import { LineIcon } from "../shared/components/icons";
import { language, speak } from "../shared/i18n";
import { contrast, enlarge, highContrast, size, SIZES } from "../shared/preferences";
import { api, leave, session } from "./api/office";
import type { Place } from "./app";
import { t } from "./i18n";
import { Lighthouse, Mark } from "./pictures";

function Strip() {
  return <p class="demo-strip">{t("demo")}</p>;
}

/** Language, size and contrast; the same place on every screen. */
function Dress() {
  const next = SIZES[(SIZES.indexOf(size.value) + 1) % SIZES.length] ?? "100";
  const other = language.value === "ko" ? "en" : "ko";
  return (
    <div class="dress">
      <button type="button" class="pill" onClick={() => enlarge(next)}>
        {t("textSize")} <span class="number">{size.value} %</span>
      </button>
      <button type="button" class="pill" aria-pressed={highContrast.value} onClick={() => contrast(!highContrast.value)}>
        {t("contrast")}
      </button>
      <button type="button" class="pill" lang={other} onClick={() => speak(other)}>
        {t("otherLanguage")}
      </button>
    </div>
  );
}

/** For people who are not signed in. */
export function OpenFrame({ children }: { children: ComponentChildren }) {
  return (
    <div class="open-frame">
      <Strip />
      <header class="open-head">
        <Mark />
        <span class="brand">{t("office")}</span>
        <Dress />
      </header>
      <main class="narrow">{children}</main>
    </div>
  );
}

export function Frame(props: {
  readonly places: readonly Place[];
  readonly current: Place | undefined;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="frame">
      <a class="skip" href="#content" onClick={skip}>
        {t("skip")}
      </a>
      <Strip />
      <div class="body">
        <aside class="side">
          <p class="brand">
            <Mark />
            {t("office")}
          </p>
          <nav aria-label={t("menu")}>
            <ul>
              {props.places.map((place) => (
                <li key={place.name}>
                  <a href={`#/${place.name}`} {...(place === props.current && { "aria-current": "page" as const })}>
                    <LineIcon name={place.icon} />
                    {t(place.name)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <Lighthouse />
        </aside>
        <div class="page">
          <div class="top">
            <Dress />
            <Me />
          </div>
          <main id="content">{props.children}</main>
        </div>
      </div>
    </div>
  );
}

function Me() {
  const out = async () => {
    try {
      await api.delete("office/session");
    } finally {
      leave();
    }
  };
  return (
    <div class="me">
      <strong>{session.value?.name}</strong>
      <button type="button" class="link-button" onClick={() => void out()}>
        {t("signOut")}
      </button>
    </div>
  );
}

/** The address after `#` is the screen's: skipping must not change it. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#content h1")?.focus();
}
