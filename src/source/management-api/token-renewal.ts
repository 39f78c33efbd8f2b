/** An API that refuses a new token as well refuses each further one: a permission, a clock or a cloud has to be mended. */
const holdMs = 60_000;

/**
 * Decides whether a refused token is worth another one. The API may refuse every request, and Entra must not be asked for a
 * token with each of them: it throttles and locks out who loops.
 */
export class TokenRenewal {
  /** The latest token that took the place of a refused one. */
  #token: string | null = null;
  #atMs = Number.NEGATIVE_INFINITY;
  #worked = false;

  /** @param lacksPermission the API takes the token, and misses a permission in it: no other request changes that */
  isWorthIt(refused: string, lacksPermission: boolean, nowMs: number): boolean {
    if (refused !== this.#token || !this.#isHeld(nowMs)) return true;
    return this.#worked && !lacksPermission;
  }

  /** A refused token was replaced by this one, which can be the same. */
  renewed(token: string, nowMs: number): void {
    if (token === this.#token && this.#isHeld(nowMs)) return;
    this.#token = token;
    this.#atMs = nowMs;
    this.#worked = false;
  }

  /** A request with this token was answered well. */
  accepted(token: string): void {
    if (token === this.#token) this.#worked = true;
  }

  /** A clock that went back says nothing about how long ago it was. */
  #isHeld(nowMs: number): boolean {
    const sinceMs = nowMs - this.#atMs;
    return sinceMs >= 0 && sinceMs < holdMs;
  }
}
