// Something that is loaded for a screen: loading, there, or failed, and how to load it again.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "./api";

export type Loaded<Value> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly error: ApiError }
  | { readonly state: "ready"; readonly value: Value };

export interface Resource<Value> {
  readonly loaded: Loaded<Value>;
  /** Load again; what is shown stays until the answer is there. */
  readonly reload: () => Promise<void>;
}

export function useResource<Value>(load: () => Promise<Value>, key: string): Resource<Value> {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ state: "loading" });
  const newest = useRef(0);
  const reload = useCallback(async () => {
    const turn = ++newest.current;
    const outcome = await settle(load);
    if (turn === newest.current) setLoaded(outcome);
  }, [key]);
  useEffect(() => {
    setLoaded({ state: "loading" });
    void reload();
    return () => {
      newest.current++;
    };
  }, [reload]);
  return { loaded, reload };
}

async function settle<Value>(load: () => Promise<Value>): Promise<Loaded<Value>> {
  try {
    return { state: "ready", value: await load() };
  } catch (error) {
    if (error instanceof ApiError) return { state: "failed", error };
    throw error;
  }
}
