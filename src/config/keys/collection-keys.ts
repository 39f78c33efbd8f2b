import { object } from '../types/compound-types.ts';
import { integer } from '../types/plain-types.ts';
import { duration, size } from '../types/scalar-types.ts';
import { withDefault } from '../types/value-type.ts';

export const polling = withDefault(
  object({
    interval: withDefault(duration({ atLeast: '1s', atMost: '1d' }), '1m', {
      about: 'How often the newest content of each stream is listed.',
    }),
    // The API keeps content for 7 days, and lists at most 24 hours at a time (Management Activity API reference).
    lookback: withDefault(duration({ atLeast: '1m', atMost: '7d' }), '7d', {
      about: 'How far back to collect. The API keeps content for 7 days.',
    }),
    window: withDefault(duration({ atLeast: '1m', atMost: '24h' }), '24h', {
      about: 'Longest span that one content list is asked for. The API allows 24 hours.',
    }),
  }),
  {},
  { about: 'When content is listed.' },
);

export const fetch = withDefault(
  object({
    concurrency: withDefault(integer({ minimum: 1, maximum: 256 }), 16, {
      about:
        'Requests in flight to the API, for each tenant. From 4 on, one of them is left to content lists.',
    }),
    // 2,000 requests a minute is the base quota of every tenant (Management Activity API reference).
    requests_per_minute: withDefault(integer({ minimum: 1, maximum: 1_000_000 }), 2000, {
      about: 'Requests to the API in a minute, for each tenant. Its quota is at least 2000.',
    }),
    timeout: withDefault(duration({ atLeast: '1s', atMost: '1h' }), '60s', {
      about: 'Longest silence in a request; as a whole it may take ten times as long.',
    }),
    memory_limit: withDefault(size({ atLeast: '1MiB', atMost: '64GiB' }), '128MiB', {
      about: 'Memory for blobs on their way, with what is made of them. A larger blob goes alone.',
    }),
  }),
  {},
  { about: 'How content is fetched.' },
);
