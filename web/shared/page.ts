// What concerns the page as a whole: its language, size and contrast, its title, and where the focus goes.
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { language } from "./i18n";
import { highContrast, size, SIZES } from "./preferences";

/** Keep the root element as people chose it. */
export function dressPage(): void {
  effect(() => {
    const root = document.documentElement;
    root.lang = language.value;
    for (const each of SIZES) root.classList.toggle(`size-${each}`, each === size.value);
    root.classList.toggle("high-contrast", highContrast.value);
  });
}

/** Name the page, and hand the heading the focus when a screen appears, so that it is read aloud. */
export function useScreen(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  useEffect(() => {
    document.title = title;
  }, [title]);
  return heading;
}
