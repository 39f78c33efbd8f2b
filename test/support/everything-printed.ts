import { inspect } from 'node:util';
import { pino } from 'pino';

/** An error as each of the ways prints it that could bring it into a log. */
export function everythingPrinted(error: unknown): string {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  logger.error({ err: error }, 'as err');
  logger.error({ error, nested: { err: error } }, 'under another key');
  const own = error instanceof Error ? Object.getOwnPropertyDescriptors(error) : {};
  return [
    ...lines,
    JSON.stringify(error),
    inspect(error, { depth: 20, showHidden: true }),
    String(error),
    inspect(own),
  ].join('\n');
}
