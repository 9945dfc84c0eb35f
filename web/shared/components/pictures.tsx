// The harbour at night, one light on. Pictures say nothing that a word does not say: they are hidden from readers.
import { useId } from "preact/hooks";

/** The sun over waves: the sign of the city's wallet. */
export function Mark() {
  const round = useId();
  return (
    <svg class="mark" width="3.6rem" height="3.6rem" viewBox="0 0 36 36" aria-hidden="true" focusable="false">
      <clipPath id={round}>
        <rect width="36" height="36" rx="9" />
      </clipPath>
      <g clip-path={`url(#${round})`}>
        <rect width="36" height="36" fill="#1d5aa3" />
        <circle cx="18" cy="13.5" r="6" fill="#ffc95c" />
        <path d="M0 22c3-2.6 6-2.6 9 0s6 2.6 9 0 6-2.6 9 0 6 2.6 9 0v14H0z" fill="#fff" />
        <path d="M-4.5 27.5c3-2.6 6-2.6 9 0s6 2.6 9 0 6-2.6 9 0 6 2.6 9 0 6-2.6 9 0V36H-4.5z" fill="#94b0d6" />
      </g>
    </svg>
  );
}

interface Wave {
  readonly base: number;
  readonly height: number;
  readonly length: number;
  readonly phase: number;
}

/** One layer of swell, closed to the foot of the picture. */
function wave({ base, height, length, phase }: Wave, width: number, foot: number): string {
  const points = Array.from({ length: Math.ceil(width / 8) + 3 }, (_, step) => {
    const x = (step - 1) * 8;
    const turn = (2 * Math.PI * x) / length;
    const y = base - height * (Math.sin(turn + phase) + 0.32 * Math.sin(2 * turn + 1.7 * phase));
    return `${x} ${y.toFixed(1)}`;
  });
  return `M${points.join("L")}V${foot + 8}H-8Z`;
}

const LAYERS = [0, 1, 2, 3].map((layer) => ({
  height: 8 * (1 - 0.14 * layer),
  shrink: 1 - 0.07 * layer,
  phase: 0.9 + 1.9 * layer,
}));

/** Sea, lighthouse and its beam on a ground of `width` × `height`; the tower's foot stands at `x`. */
export function Harbour({ width, height, x }: { width: number; height: number; x: number }) {
  const id = useId();
  const lamp = height - 112;
  const horizon = height - 44;
  return (
    <svg class="harbour" viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      <defs>
        <linearGradient id={`${id}-beam`} x1="1" x2="0">
          <stop stop-color="#ffc95c" stop-opacity=".42" />
          <stop offset="1" stop-color="#ffc95c" stop-opacity="0" />
        </linearGradient>
        <linearGradient id={`${id}-tower`}>
          <stop stop-color="#fff" />
          <stop offset="1" stop-color="#b9cde8" />
        </linearGradient>
      </defs>
      <path d={`M${x} ${lamp}L${x - 260} ${lamp - 42}v84z`} fill={`url(#${id}-beam)`} />
      <path d={`M${x} ${lamp}l${width - x} -10v20z`} fill="#ffc95c" opacity=".24" />
      <circle cx={x} cy={lamp} r="17" fill="#ffc95c" opacity=".2" />
      <g transform={`translate(${x} ${lamp})`}>
        <path d="M-6 10h12l4 66h-20z" fill={`url(#${id}-tower)`} />
        <rect x="-10" y="8" width="20" height="3.6" rx="1.8" fill="#fff" />
        <path d="M-5-6H5V8H-5z" fill="#ffc95c" />
        <path d="M-1.7-6V8M1.7-6V8" stroke="#a86f00" stroke-width="1" />
        <path d="M-7-5.500Q0-16 7-5.500zM0-11v-6" fill="#fff" stroke="#fff" stroke-width="1" stroke-linecap="round" />
        <rect x="-1.8" y="28" width="3.6" height="6.4" rx="1.8" fill="#052b57" />
        <rect x="-1.8" y="44" width="3.6" height="6.4" rx="1.8" fill="#052b57" />
        <path d="M-2.4 76V68a2.4 2.4 0 0 1 4.8 0v8z" fill="#052b57" />
      </g>
      {LAYERS.map((layer, number) => (
        <path
          key={number}
          d={wave(
            { base: horizon + 13 * number, height: layer.height, length: Math.max(width * 0.8, 230) * layer.shrink, phase: layer.phase },
            width,
            height,
          )}
          fill="#0b4f9e"
          fill-opacity={0.3 + 0.06 * number}
          stroke="#2d72c4"
          stroke-opacity=".45"
          stroke-width="1.2"
        />
      ))}
    </svg>
  );
}
