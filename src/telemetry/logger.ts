import { ecsFormat } from '@elastic/ecs-pino-format';
import { type DestinationStream, type Logger, pino } from 'pino';
import { describeError } from './describe-error.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/**
 * The daemon's own log: one ECS JSON object a line, ready for the same Elastic stack as the documents.
 * An error is logged only as `err`, reduced to what is safe to show: HTTP errors carry their request, and the request
 * carries the token.
 */
export function createLogger(level: LogLevel, destination: DestinationStream): Logger {
  const { formatters, ...format } = ecsFormat({ serviceName: 'm365-audit', convertErr: false });
  return pino(
    {
      ...format,
      formatters: { ...formatters, log: (fields) => formatters?.log?.(withError(fields)) ?? fields },
      level,
      redact: {
        paths: ['*.authorization', '*.client_secret', '*.client_assertion', '*.password', '*.api_key'],
        censor: '[redacted]',
      },
    },
    destination,
  );
}

/** `err` becomes ECS `error.*`. */
function withError(fields: Record<string, unknown>): Record<string, unknown> {
  if (!('err' in fields)) return fields;
  const { err, ...others } = fields;
  return { ...others, error: describeError(err) };
}
