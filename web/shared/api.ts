// One service, one origin: JSON in and out, a time limit, and errors with a code that the help line knows.

const PATIENCE_MS = 20_000;

/** What the service refused, or that it could not be reached (`unreachable`, status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

export type Query = Readonly<Record<string, string | undefined>>;
interface Sent {
  readonly query?: Query;
  readonly json?: unknown;
  readonly file?: File;
}

export class Api {
  csrfToken: string | null = null;
  /** When the service last answered: it counts how long nobody asked for anything from then on. */
  answeredAt = Date.now();

  /** `base` ends with a slash; it is the page's own service. */
  constructor(private readonly base: URL) {}

  get<Answer>(path: string, query: Query = {}): Promise<Answer> {
    return this.send<Answer>("GET", path, { query });
  }

  post<Answer>(path: string, json: unknown = {}): Promise<Answer> {
    return this.send<Answer>("POST", path, { json });
  }

  upload<Answer>(path: string, file: File, query: Query = {}): Promise<Answer> {
    return this.send<Answer>("POST", path, { file, query });
  }

  delete(path: string): Promise<void> {
    return this.send<void>("DELETE", path, {});
  }

  /** The address of something that the browser itself fetches, a file to save for instance. */
  address(path: string): string {
    return new URL(path, this.base).href;
  }

  private async send<Answer>(method: string, path: string, sent: Sent): Promise<Answer> {
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(sent.query ?? {})) {
      if (value !== undefined && value !== "") url.searchParams.set(name, value);
    }
    const answer = await this.reach(url, method, sent);
    if (answer.status === 204) return undefined as Answer;
    const body: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw new ApiError(answer.status, codeOf(body));
    return body as Answer;
  }

  private async reach(url: URL, method: string, sent: Sent): Promise<Response> {
    const headers = new Headers({ Accept: "application/json" });
    if (this.csrfToken !== null && method !== "GET") headers.set("X-CSRF-Token", this.csrfToken);
    if (sent.json !== undefined) headers.set("Content-Type", "application/json");
    if (sent.file !== undefined) headers.set("Content-Type", sent.file.type || "text/csv");
    const body = sent.file ?? (sent.json === undefined ? null : JSON.stringify(sent.json));
    const signal = sent.file ? null : AbortSignal.timeout(PATIENCE_MS);
    try {
      const answer = await fetch(url, { method, headers, body, signal, cache: "no-store", redirect: "error" });
      this.answeredAt = Date.now();
      return answer;
    } catch {
      throw new ApiError(0, "unreachable");
    }
  }
}

function codeOf(body: unknown): string {
  if (typeof body === "object" && body !== null && "code" in body && typeof body.code === "string") return body.code;
  return "unreadable";
}
