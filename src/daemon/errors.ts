import type { ErrorRow } from '../lib/coded-error.ts';

/** What can be wrong with the process itself. */
export const daemonErrors = {
  cannotListen: {
    code: 'HTTP_CANNOT_LISTEN',
    meaning: 'the address of http.listen cannot be opened',
    remedy:
      'Set http.listen to a free address and port, or `http: false`; another m365-audit may be running on this machine.',
  },
  readPermissionMissing: {
    code: 'CHECK_READ_PERMISSION_MISSING',
    meaning: 'the token does not carry ActivityFeed.Read, so nothing can be listed',
    remedy:
      'In Entra ID, add the application permission ActivityFeed.Read of "Office 365 Management APIs" to the app registration and grant admin consent.',
  },
  dlpPermissionMissing: {
    code: 'CHECK_DLP_PERMISSION_MISSING',
    meaning:
      'the token does not carry ActivityFeed.ReadDlp, so DLP.All may be refused; the other types are not affected',
    remedy:
      'Add the application permission ActivityFeed.ReadDlp and grant admin consent, or leave DLP.All out of content_types.',
  },
  spaceLow: {
    code: 'CHECK_SPACE_LOW',
    meaning: 'there is little room left for the checkpoint',
    remedy:
      'Make room on the file system of checkpoint.path, or move the checkpoint while the daemon is stopped. When it is full, nothing more is collected until there is room.',
  },
  tlsUnverified: {
    code: 'CHECK_TLS_UNVERIFIED',
    meaning: 'the certificate is NOT verified (tls.insecure_skip_verify)',
    remedy:
      'Whoever is in between can read secrets, tokens and records. Put the authority of the certificate into tls.ca_file and remove the service from tls.insecure_skip_verify.',
  },
} as const satisfies Record<string, ErrorRow>;
