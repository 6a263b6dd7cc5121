// Calls of the console to the hub: the session's cookie, the CSRF token, and refusals in words.
import { NoAnswerError } from "../shared/answers";
import { refusalOf } from "../shared/files";

let csrf = "";

/** The token that goes back with every change, as the session said it. */
export function useCsrf(token: string): void {
  csrf = token;
}

export function csrfHeaders(): Promise<Record<string, string>> {
  return Promise.resolve({ "X-CSRF-Token": csrf });
}

/** One call. Raises RefusedError with the hub's words, NoAnswerError when nothing came back. */
export async function call<T>(
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: object,
): Promise<T> {
  const headers: Record<string, string> = method === "GET" ? {} : { "X-CSRF-Token": csrf };
  if (body) headers["Content-Type"] = "application/json";
  const request: RequestInit = { method, headers, credentials: "same-origin" };
  if (body) request.body = JSON.stringify(body);
  let answer: Response;
  try {
    answer = await fetch(path, request);
  } catch {
    throw new NoAnswerError();
  }
  if (answer.status === 204) return undefined as T;
  const read: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw refusalOf(read);
  return read as T;
}
