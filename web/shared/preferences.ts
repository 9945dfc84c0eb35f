// What somebody chose for this browser. Without storage (a shared PC, a strict browser) the choice lasts one visit.
import { signal } from "@preact/signals";

export const SIZES = ["100", "120", "140", "170"] as const;
export type Size = (typeof SIZES)[number];

const PREFIX = "citywallet.";

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Nothing can be kept here: the choice holds until the page is closed.
  }
}

export const size = signal<Size>(SIZES.find((each) => each === recall("size")) ?? "100");
export const highContrast = signal(recall("contrast") === "high");

export function enlarge(chosen: Size): void {
  size.value = chosen;
  remember("size", chosen);
}

export function contrast(isHigh: boolean): void {
  highContrast.value = isHigh;
  remember("contrast", isHigh ? "high" : "normal");
}
