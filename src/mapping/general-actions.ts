import { actionTable } from './actions.ts';

/** Actions that mean the same in every record type: what happens to files, folders and their sharing links. */
export const GENERAL_ACTIONS = actionTable([
  [
    'FileAccessed,FileAccessedExtended,FileDownloaded,FilePreviewed,FileSyncDownloadedFull,FileSyncDownloadedPartial,FileViewed,' +
      'AnonymousLinkUsed,SecureLinkUsed,CompanyLinkUsed',
    ['file'],
    ['access'],
  ],
  [
    'FileModified,FileModifiedExtended,FileMoved,FileRenamed,FileRestored,FileCheckedIn,FileCheckedOut,FileCheckOutDiscarded,' +
      'FileSyncUploadedPartial,FolderModified,FolderMoved,FolderRenamed,FolderRestored,FileSensitivityLabelApplied,' +
      'FileSensitivityLabelChanged,FileSensitivityLabelRemoved,SharingSet,SharingRevoked,SharingInheritanceBroken,' +
      'SharingInheritanceReset,SharingInvitationCreated,SharingInvitationAccepted,SharingInvitationRevoked,' +
      'AnonymousLinkCreated,AnonymousLinkUpdated,AnonymousLinkRemoved,CompanyLinkCreated,CompanyLinkRemoved,' +
      'SecureLinkCreated,SecureLinkUpdated,SecureLinkDeleted,AddedToSecureLink,RemovedFromSecureLink',
    ['file'],
    ['change'],
  ],
  [
    'FileDeleted,FileDeletedFirstStageRecycleBin,FileDeletedSecondStageRecycleBin,FileRecycled,FileVersionRecycled,' +
      'FileVersionsAllDeleted,FileVersionsAllMinorsRecycled,FileVersionsAllRecycled,FolderDeleted,FolderRecycled,' +
      'FolderDeletedFirstStageRecycleBin,FolderDeletedSecondStageRecycleBin',
    ['file'],
    ['deletion'],
  ],
  ['FileUploaded,FileCopied,FileSyncUploadedFull,FolderCopied,FolderCreated', ['file'], ['creation']],
  ['FileMalwareDetected', ['file', 'malware'], ['info']],
  ['ComplianceSettingChanged', ['configuration'], ['change']],
]);
