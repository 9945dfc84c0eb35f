// State icons are filled and have their own silhouettes; the others are lines of 2 px on a grid of 24.
import type { ComponentChildren } from "preact";

interface Drawn {
  readonly size?: number;
}

function Filled({ size = 24, children }: Drawn & { children: ComponentChildren }) {
  return (
    <svg width={`${size / 10}rem`} height={`${size / 10}rem`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

function Sign({ d }: { d: string }) {
  return <path d={d} fill="none" stroke="var(--sign, #fff)" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" />;
}

export const TickIcon = (drawn: Drawn) => (
  <Filled {...drawn}>
    <circle cx="12" cy="12" r="10" fill="currentColor" />
    <Sign d="M7.5 12.4l3 3 6-6.4" />
  </Filled>
);
export const CrossIcon = (drawn: Drawn) => (
  <Filled {...drawn}>
    <path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" fill="currentColor" />
    <Sign d="M9 9l6 6M15 9l-6 6" />
  </Filled>
);
export const PauseIcon = (drawn: Drawn) => (
  <Filled {...drawn}>
    <rect x="2.5" y="2.5" width="19" height="19" rx="4" fill="currentColor" />
    <Sign d="M9.5 8.5v7M14.5 8.5v7" />
  </Filled>
);
export const LookIcon = (drawn: Drawn) => (
  <Filled {...drawn}>
    <path d="M12 2.5l10.5 18.2a.8.8 0 0 1-.7 1.2H2.2a.8.8 0 0 1-.7-1.2z" fill="currentColor" />
    <Sign d="M12 9.5v5M12 18h.01" />
  </Filled>
);

const LINES = {
  queue: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20v-1a5 5 0 0 1 5-5h2a5 5 0 0 1 5 5v1M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.3a5 5 0 0 1 3 4.7v1",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM21 21l-5-5",
  stop: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  key: "M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM11 12l8-8M16 7l3 3",
  pulse: "M4 4v16h16M9 16v-5M13 16V7M17 16v-3",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  offer: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v6h-6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M12 11v6M9.5 14.5L12 17l2.5-2.5",
  halt: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9v6M14.5 9v6",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  staff: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 21v-1a7 7 0 0 1 14 0v1",
} as const;
export type LineName = keyof typeof LINES;

export function LineIcon({ name, size = 22 }: Drawn & { name: LineName }) {
  return (
    <svg
      width={`${size / 10}rem`}
      height={`${size / 10}rem`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={LINES[name]} />
    </svg>
  );
}
