/** Sets the member unless the value is undefined; the document says nothing about what a record does not tell. */
export function setPresent<T extends object, K extends keyof T>(
  target: T,
  name: K,
  value: T[K] | undefined,
): void {
  if (value !== undefined) target[name] = value;
}
