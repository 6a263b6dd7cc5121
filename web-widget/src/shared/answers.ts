// Requests and their answers: refused by the hub, or nothing came back.
import type { Problem } from "./protocol";

/** The hub said no, in words fit to show. Sending the same again is no use, but for `isPassing`. */
export class RefusedError extends Error {
  readonly code: string;
  readonly field: string | null;
  readonly retryAfter: number | null;

  constructor(problem: Pick<Problem, "code" | "message"> & Partial<Problem>) {
    super(problem.message);
    this.name = "RefusedError";
    this.code = problem.code;
    this.field = problem.field ?? null;
    this.retryAfter = problem.retry_after ?? null;
  }

  /** The same request may go through later. */
  get isPassing(): boolean {
    return this.code === "rate_limited" || this.code === "unavailable";
  }
}

/** Nothing came back: it may have been done. Send again with the same `client_id`. */
export class NoAnswerError extends Error {
  constructor() {
    super("no answer");
    this.name = "NoAnswerError";
  }
}
