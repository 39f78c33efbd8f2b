import { isJsonObject } from '../../lib/json-object.ts';
import { actionTable } from '../actions.ts';
import { addCategories, copyText, type Draft, originalOf } from '../draft.ts';
import { textOf, textsOf } from '../parse/text.ts';
import { mapRules } from './dlp-rules.ts';
import { mapNamedFile } from './named-file.ts';
import type { Workload } from './workload.ts';

/** Data loss prevention on devices: what is done with files there, and what a policy said to it. */
export const endpointDataLossPrevention: Workload = {
  recordTypes: [63, 99, 100],
  actions: actionTable([
    ['FileRead,FileAccessedByUnallowedApp,FilePrinted,FileCopiedToClipboard', ['file'], ['access']],
    ['FileUploadedToCloud,FileTransferredByBluetooth,FileCopiedToNetworkShare', ['file'], ['access']],
    ['FileCopiedToRemovableMedia,FileCopiedToRemoteDesktopSession', ['file'], ['access']],
    [
      'FileCreated,FileCreatedOnRemovableMedia,FileCreatedOnNetworkShare,ArchiveCreated',
      ['file'],
      ['creation'],
    ],
  ]),
  map(draft) {
    addCategories(draft, ['file']);
    mapNamedFile(draft, 'ObjectId');
    const target = copyText(draft, 'TargetDomain');
    if (target !== undefined) draft.document.destination = { ...draft.document.destination, domain: target };
    const device = copyText(draft, 'MDATPDeviceId');
    if (device !== undefined) draft.document.device = { id: device };
    mapEndpoint(draft);
    mapRules(draft, [originalOf(draft, 'PolicyDetails'), originalOf(draft, 'PolicyMatchInfo')], {
      ids: textsOf(originalOf(draft, 'PolicyId')),
      names: textsOf(originalOf(draft, 'PolicyName')),
    });
  },
};

/** The members that the schema describes; devices send most of them beside it. */
function mapEndpoint(draft: Draft): void {
  const metadata = originalOf(draft, 'EndpointMetaData');
  const extension = isJsonObject(metadata) ? textOf(metadata.FileExtension) : undefined;
  if (extension !== undefined) draft.document.file = { extension, ...draft.document.file };
}
