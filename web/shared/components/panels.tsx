import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { count } from "../i18n";
import { TickIcon } from "./icons";

/** A question that must be answered before anything else; Escape answers no. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={props.onClose}>
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </dialog>
  );
}

/** News that appears by itself and is read aloud. */
export function Note(props: { failed?: boolean; code?: string | undefined; children: ComponentChildren }) {
  return (
    <div class={`note${props.failed ? " failed" : ""}`} role={props.failed ? "alert" : "status"}>
      <p>{props.children}</p>
      {props.code && <p class="code number">{props.code}</p>}
    </div>
  );
}

export function Skeleton({ label, rows = 5 }: { label: string; rows?: number }) {
  return (
    <div aria-busy="true">
      <p class="visually-hidden" role="status">
        {label}
      </p>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="skeleton" />
      ))}
    </div>
  );
}

export function Progress(props: { label: string; done: number; of: number }) {
  const percent = props.of === 0 ? 0 : Math.floor((100 * props.done) / props.of);
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div class="done" style={{ width: `${percent}%` }} />
      <span class={`share number${percent >= 10 ? " over" : ""}`}>{count(percent)} %</span>
    </div>
  );
}

export interface Step {
  readonly label: string;
  readonly state: "done" | "now" | "later";
}

export function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol class="steps">
      {steps.map((step, number) => (
        <li key={step.label} class={step.state} {...(step.state === "now" && { "aria-current": "step" as const })}>
          {step.state === "done" ? (
            <TickIcon size={32} />
          ) : (
            <span class="disc number">{number + 1}</span>
          )}
          {step.label}
        </li>
      ))}
    </ol>
  );
}

/** A table. Where it is too wide it scrolls by itself, then also by keyboard. */
export function Table(props: { caption: string; heads: readonly string[]; children: ComponentChildren }) {
  const frame = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    if (frame.current === null) return;
    const box = frame.current;
    const watch = new ResizeObserver(() => setScrolls(box.scrollWidth > box.clientWidth));
    watch.observe(box);
    return () => watch.disconnect();
  }, []);
  return (
    <div
      class="table-scroll"
      ref={frame}
      {...(scrolls && { tabIndex: 0, role: "group" as const, "aria-label": props.caption })}
    >
      <table>
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {props.heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}
