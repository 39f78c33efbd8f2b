import type { TokenProvider } from '../../src/auth/token-provider.ts';
import type { ManagementSourceOptions } from '../../src/source/management-api/management-source.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import type { ScriptedServer } from './scripted-server.ts';
import { type RecordedSourceEvents, recordedSourceEvents } from './source-events.ts';
import { tenantId } from './streams.ts';

/** A token provider that counts; a refused token is followed by the next number. */
export interface NumberedTokens extends TokenProvider {
  readonly refused: string[];
}

export function numberedTokens(): NumberedTokens {
  const refused: string[] = [];
  let number = 1;
  return {
    refused,
    getToken: async (options) => {
      if (options.refused === `secret-token-${number}`) {
        refused.push(options.refused);
        number += 1;
      }
      return `secret-token-${number}`;
    },
  };
}

export interface SourceParts extends ManagementSourceOptions {
  readonly events: RecordedSourceEvents;
  readonly tokenProvider: NumberedTokens;
  readonly time: FakeClock;
}

/** What a source for one tenant needs to talk to a scripted server. */
export function sourceParts(server: ScriptedServer): SourceParts {
  const time = fakeClock();
  return {
    tenantId,
    managementUrl: server.origin,
    tokenProvider: numberedTokens(),
    concurrency: 16,
    requestsPerMinute: 2000,
    timeoutMs: 10_000,
    network: { trustedCertificates: [server.certificate] },
    events: recordedSourceEvents(),
    clock: time.clock,
    sleep: time.sleep,
    random: () => 1,
    time,
  };
}
