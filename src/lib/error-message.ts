/** The text of anything that was thrown, with the messages of its causes; for logs and for people. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.message === '' ? error.name : error.message;
  const cause = error.cause === undefined ? '' : errorMessage(error.cause);
  return cause === '' || own.includes(cause) ? own : `${own} (${cause})`;
}
