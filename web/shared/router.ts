// Screens by the part of the address after `#`: nothing of it ever reaches a server or its log.
import { signal } from "@preact/signals";

export interface Route {
  readonly screen: string;
  readonly rest: readonly string[];
}

export const route = signal<Route>(read());

addEventListener("hashchange", () => {
  route.value = read();
});

export function go(path: string): void {
  location.hash = `/${path}`;
}

function read(): Route {
  const [screen = "", ...rest] = location.hash
    .replace(/^#\/?/, "")
    .split("/")
    .map((part) => decode(part));
  return { screen, rest };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
