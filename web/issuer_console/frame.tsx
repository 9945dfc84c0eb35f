// What stands around every screen: the demonstration strip, the side bar, and how the page is dressed.
import type { ComponentChildren } from "preact";
import { Harbour, Mark } from "../shared/components/pictures";
import { DemoStrip, LanguageSwitch, SideBar, SideBarPlace, TextSize } from "../shared/components/surroundings";
import { contrast, highContrast } from "../shared/preferences";
import { api, leave, session } from "./api/office";
import type { Place } from "./app";
import { HaltStrip } from "./halt";
import { t } from "./i18n";

/** First in reading order on every screen: that this is a demonstration. */
function Banner({ children }: { children?: ComponentChildren }) {
  return (
    <header>
      <DemoStrip>{t("demo")}</DemoStrip>
      {children}
    </header>
  );
}

/** Size, contrast and language; the same place on every screen. */
function Dress() {
  return (
    <>
      <TextSize label={t("textSize")} />
      <button type="button" class="pill" aria-pressed={highContrast.value} onClick={() => contrast(!highContrast.value)}>
        {t("contrast")}
      </button>
      <LanguageSwitch />
    </>
  );
}

/** For people who are not signed in. */
export function OpenFrame({ children }: { children: ComponentChildren }) {
  return (
    <div class="open-frame">
      <Banner>
        <div class="open-head">
          <Brand />
          <div class="top">
            <Dress />
          </div>
        </div>
      </Banner>
      <main class="narrow">{children}</main>
      <Harbour width={1440} height={220} x={1180} />
    </div>
  );
}

export function Frame(props: {
  readonly places: readonly Place[];
  readonly current: Place | undefined;
  readonly screen: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="frame">
      <Banner>
        <a class="skip" href="#content" onClick={skip}>
          {t("skip")}
        </a>
        <HaltStrip screen={props.screen} />
      </Banner>
      <SideBar label={t("menu")} brand={<Brand />} foot={<Harbour width={232} height={150} x={176} />}>
        {props.places.map((place) => (
          <SideBarPlace
            key={place.name}
            href={`#/${place.name}`}
            icon={place.icon}
            label={t(place.name)}
            isCurrent={place === props.current}
          />
        ))}
      </SideBar>
      <div class="page">
        <section class="top" aria-label={t("mySettings")}>
          <Dress />
          <Me />
        </section>
        <main id="content">{props.children}</main>
      </div>
    </div>
  );
}

function Brand() {
  return (
    <p class="brand">
      <Mark />
      {t("office")}
    </p>
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
