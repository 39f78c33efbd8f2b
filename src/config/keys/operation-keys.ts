import { list, object, switchable } from '../types/compound-types.ts';
import { boolean, oneOf } from '../types/plain-types.ts';
import { listenAddress, path, size } from '../types/scalar-types.ts';
import { withDefault } from '../types/value-type.ts';

const geoip = object({
  databases: withDefault(list(path('the path of an .mmdb file')), [], {
    about:
      '`.mmdb` files in the shape of MaxMind or DB-IP, the most important one first; read again when they change. Empty: the country database that comes along.',
    example: ['./GeoLite2-City.mmdb'],
  }),
});

export const enrich = withDefault(
  object({
    geoip: withDefault(
      switchable(geoip),
      {},
      { about: 'Adds the place of IP addresses; `false` switches it off.' },
    ),
    user_agent: withDefault(boolean(), true, {
      about: 'Splits user agent texts into name, version and system.',
    }),
  }),
  {},
  { about: 'What documents get beside what the record says.' },
);

export const documents = withDefault(
  object({
    original_event: withDefault(boolean(), false, {
      about: 'Keeps the whole record as JSON text in `event.original`. Documents become twice as large.',
    }),
  }),
  {},
  { about: 'What documents hold beside the mapped record.' },
);

export const checkpoint = withDefault(
  object({
    path: withDefault(path('the path of a file'), './state/checkpoint.db', {
      about: 'The SQLite file that remembers what was listed, delivered and lost.',
    }),
    dead_letter_limit: withDefault(size({ atLeast: '1MiB', atMost: '64GiB' }), '1GiB', {
      about:
        'Room for records that could not be indexed. They are never evicted: where there is none left, nothing more is taken until `replay` has made some.',
    }),
  }),
  {},
  { about: 'Where progress is kept.' },
);

export const http = withDefault(
  switchable(
    object({
      listen: withDefault(listenAddress(), '127.0.0.1:9480', {
        about:
          'Address and port of `/livez`, `/readyz`, `/metrics` and `/status`. Port 0 takes any free one. The health check of the image asks `127.0.0.1:9480`: where that does not answer, the container needs a check of its own, or none (docker-compose.yml).',
      }),
    }),
  ),
  {},
  {
    about:
      "The daemon's own HTTP endpoints; `false` switches them off. The health check of the image then has to be switched off, too (docker-compose.yml).",
  },
);

export const log = withDefault(
  object({
    level: withDefault(oneOf(['trace', 'debug', 'info', 'warn', 'error']), 'info', {
      about: 'The least important lines that are logged.',
    }),
  }),
  {},
  { about: 'What is logged to stderr.' },
);
