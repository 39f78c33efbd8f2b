import { list, object } from '../types/compound-types.ts';
import { oneOfInAnyCase, recordType } from '../types/plain-types.ts';
import { accountName, string } from '../types/scalar-types.ts';
import { withDefault } from '../types/value-type.ts';
import { contentTypes } from './content-types.ts';

const conditions = object({
  content_types: withDefault(list(oneOfInAnyCase(contentTypes)), [], {
    about:
      'Content types. What is left out is still listed, fetched and accounted for; `tenants[].content_types` decides what is asked for.',
    example: ['DLP.All'],
  }),
  record_types: withDefault(list(recordType()), [], {
    about: 'Record types, by number or name (`RecordType`).',
    example: [15, 'ExchangeItem'],
  }),
  workloads: withDefault(list(string('the name of a workload')), [], {
    about: 'Workloads (`Workload`).',
    example: ['MicrosoftTeams'],
  }),
  operations: withDefault(list(string('the name of an operation')), [], {
    about: 'Operations (`Operation`). `*` stands for any text.',
    example: ['MailItemsAccessed', 'Get-*'],
  }),
  users: withDefault(list(accountName('the id of a user')), [], {
    about: 'Users (`UserId`). `*` stands for any text.',
    example: ['sync@contoso.example', 'svc-*@contoso.example'],
  }),
});

/** What include and exclude say, for all tenants or for one. */
export const filterRules = object({
  include: withDefault(
    conditions,
    {},
    { about: 'Index only records that match one entry of each list that is given.' },
  ),
  exclude: withDefault(conditions, {}, { about: 'Skip records that match any entry of any list.' }),
});

export const filters = withDefault(
  filterRules,
  {},
  {
    about:
      'Which records become documents. Names are compared without regard to case. What is left out is counted by rule.',
  },
);
