import type { ErrorRow } from '../lib/coded-error.ts';

/** What a command itself finds wrong. */
export const cliErrors = {
  demoNeedsCheckout: {
    code: 'DEMO_NEEDS_CHECKOUT',
    meaning: 'the demo needs the sandbox, which is not part of this installation',
    remedy: 'Run it in a checkout of the project: npm ci && npm run demo.',
  },
  demoPartFailed: {
    code: 'DEMO_PART_FAILED',
    meaning: 'a part of the demo did not start',
    remedy:
      'The message tells what it said. The parts start alone with npm run sandbox:microsoft and npm run sandbox:elasticsearch.',
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
  subscriptionDisabled: {
    code: 'CHECK_SUBSCRIPTION_DISABLED',
    meaning: 'the subscription is disabled; content that appears meanwhile cannot be fetched later',
    remedy: 'Start m365-audit run, which enables it again.',
  },
  folderUnwritable: {
    code: 'CHECK_FOLDER_UNWRITABLE',
    meaning: 'a folder cannot be made or written',
    remedy: 'Give the user that runs m365-audit write access to it, or configure another one.',
  },
} as const satisfies Record<string, ErrorRow>;
