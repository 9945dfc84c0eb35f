// Doing something once: busy while it runs, and its refusal as a sentence.
import { useState } from "preact/hooks";
import { ApiError } from "../shared/api";
import { Note, Skeleton } from "../shared/components/panels";
import { Button } from "../shared/components/controls";
import type { Resource } from "../shared/resource";
import { expire } from "./api/office";
import { explained, t } from "./i18n";
import type { ComponentChildren } from "preact";

export interface Act {
  readonly busy: boolean;
  readonly failure: ApiError | null;
  readonly run: (work: () => Promise<void>) => Promise<void>;
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "session_missing") expire();
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run };
}

export function Failure({ failure }: { failure: ApiError | null }) {
  if (failure === null) return null;
  const { text, code } = explained(failure);
  return (
    <Note failed code={code}>
      {text}
    </Note>
  );
}

/** What was loaded, or that it is loading or failed. */
export function Shown<Value>(props: {
  resource: Resource<Value>;
  children: (value: Value) => ComponentChildren;
}) {
  const { loaded, reload } = props.resource;
  if (loaded.state === "loading") return <Skeleton label={t("loading")} />;
  if (loaded.state === "ready") return <>{props.children(loaded.value)}</>;
  if (loaded.error.code === "session_missing") expire();
  return (
    <div class="panel">
      <Failure failure={loaded.error} />
      <Button onClick={() => void reload()}>{t("retry")}</Button>
    </div>
  );
}
