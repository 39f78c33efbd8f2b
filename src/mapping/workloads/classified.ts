import { addCategories } from '../draft.ts';
import type { EventCategory } from '../ecs-document.ts';
import { addTypeOfAction } from './action-type.ts';
import type { Workload } from './workload.ts';

/** Record types whose members the common schema says enough about, by what they are about. */
const CATEGORIES: readonly (readonly [
  categories: readonly EventCategory[],
  recordTypes: readonly number[],
])[] = [
  // Exchange aggregates and searches, hygiene, connectors, retention of mail
  [['email'], [19, 101, 285]],
  // What the mail filters saw and did (Exchange Online Protection), and submissions to them
  [
    ['email', 'threat'],
    [
      128, 132, 143, 145, 146, 156, 158, 159, 160, 177, 185, 201, 203, 220, 225, 228, 233, 238, 241, 242, 243,
      244, 245, 246, 247, 272, 273, 381, 396, 426, 456, 457, 458, 459, 460, 461,
    ],
  ],
  // OneDrive, Sway, Stream, Office, Forms, backup items, e-signatures, retention of files
  [
    ['file'],
    [
      104, 108, 142, 165, 234, 248, 249, 263, 270, 271, 276, 289, 410, 7, 12, 32, 70, 277, 286, 299, 300, 301,
      431,
    ],
  ],
  // Roles, users and applications of the compliance portal; lockbox; approvals of applications
  [['iam'], [87, 106, 217, 257, 302, 303, 304, 126, 205, 254, 466]],
  // Policies, settings and administration
  [
    ['configuration'],
    [
      38, 42, 44, 53, 67, 69, 72, 105, 113, 147, 148, 194, 199, 200, 230, 237, 251, 252, 253, 266, 269, 282,
      287, 288, 295, 296, 297, 298, 332, 335, 336, 337, 338, 339, 341, 342, 344, 345, 346, 358, 360, 372, 374,
      375, 376, 397, 399, 427, 445, 454, 80, 111, 112, 114, 123, 134, 226, 227, 267, 268, 340, 398, 433, 434,
      437, 440, 465, 474,
    ],
  ],
  // Insider risk, custom detections' cases, investigations by people
  [
    ['threat'],
    [
      34, 62, 81, 90, 110, 115, 117, 166, 167, 168, 169, 232, 235, 292, 305, 306, 307, 308, 394, 395, 448,
      449,
    ],
  ],
  // Analytics on the data lake, exports from it
  [['database'], [174, 181, 183, 278, 365, 366, 367, 368, 369, 370, 371]],
];

/** One workload for each row: its categories, and the type that the verb of the operation tells. */
export const classified: readonly Workload[] = CATEGORIES.map(([categories, recordTypes]) => ({
  recordTypes,
  map(draft) {
    addCategories(draft, categories);
    addTypeOfAction(draft);
  },
}));

/** Searches in the data insights API, many of them made by the portals themselves: no access to anything of anybody. */
export const dataInsights: Workload = { recordTypes: [52] };

/** Low-code, planning, surveys, learning, places and whatever else has a name: `web` says what they are about. */
export const byVerb: Workload = { recordTypes: [], map: addTypeOfAction };
