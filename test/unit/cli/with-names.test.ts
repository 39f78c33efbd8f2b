import { expect, it } from 'vitest';
import { withNames } from '../../../src/cli/status/with-names.ts';

it('calls tenants by their names, where they have one', () => {
  const status = {
    streams: [{ tenant: 'a', listed: 1 }, { tenant: 'b' }],
    gaps: [{ tenant: 'a', cause: 'a' }],
  };
  expect(withNames(status, [{ id: 'a', name: 'contoso' }, { id: 'b' }])).toEqual({
    streams: [{ tenant: 'contoso', listed: 1 }, { tenant: 'b' }],
    gaps: [{ tenant: 'contoso', cause: 'a' }],
  });
});
