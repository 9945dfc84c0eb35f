/** The sun over waves: the sign of the office's pages. */
export function Mark() {
  return (
    <svg class="mark" width="36" height="36" viewBox="0 0 36 36" aria-hidden="true" focusable="false">
      <rect width="36" height="36" rx="9" fill="#2459a6" />
      <circle cx="18" cy="13.5" r="6" fill="#ffc95c" />
      <path d="M0 21c4-3 8-3 12 0s8 3 12 0 8-3 12 0v6a9 9 0 0 1-9 9H9a9 9 0 0 1-9-9z" fill="#fff" />
      <path d="M0 27c4-3 8-3 12 0s8 3 12 0 8-3 12 0a9 9 0 0 1-9 9H9a9 9 0 0 1-9-9z" fill="#8db5e2" />
    </svg>
  );
}

/** The harbour at night, one light on. */
export function Lighthouse() {
  return (
    <svg class="lighthouse" viewBox="0 0 232 150" aria-hidden="true" focusable="false">
      <defs>
        <linearGradient id="beam-left" x1="1" x2="0">
          <stop stop-color="#ffc95c" stop-opacity=".35" />
          <stop offset="1" stop-color="#ffc95c" stop-opacity="0" />
        </linearGradient>
        <linearGradient id="beam-right">
          <stop stop-color="#ffc95c" stop-opacity=".35" />
          <stop offset="1" stop-color="#ffc95c" stop-opacity="0" />
        </linearGradient>
      </defs>
      <path d="M172 34L0 10v46z" fill="url(#beam-left)" />
      <path d="M180 34l52-12v24z" fill="url(#beam-right)" />
      <path d="M0 112c30-8 58-8 88 0s58 8 88 0 42-8 56-5v43H0z" fill="#0d3a70" />
      <path d="M169 48h14l5 62h-24z" fill="#eef2f7" />
      <path d="M168 42h16v6h-16z" fill="#fff" />
      <path d="M170 30h12v12h-12z" fill="#ffc95c" />
      <path d="M168 30l8-8 8 8z" fill="#fff" />
      <circle cx="176" cy="36" r="16" fill="#ffc95c" opacity=".18" />
      <rect x="174" y="60" width="4" height="7" rx="2" fill="#0d3a70" />
      <rect x="174" y="76" width="4" height="7" rx="2" fill="#0d3a70" />
      <path d="M0 126c30-8 58-8 88 0s58 8 88 0 42-8 56-5v29H0z" fill="#062f60" />
    </svg>
  );
}
