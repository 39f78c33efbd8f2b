import type { ErrorRow } from '../lib/coded-error.ts';

/** What can be wrong with the process itself. */
export const daemonErrors = {
  cannotListen: {
    code: 'HTTP_CANNOT_LISTEN',
    meaning: 'the address of http.listen cannot be opened',
    remedy:
      'Set http.listen to a free address and port, or `http: false`; another m365-audit may be running on this machine.',
  },
} as const satisfies Record<string, ErrorRow>;
