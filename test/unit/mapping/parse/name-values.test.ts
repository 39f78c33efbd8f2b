import { describe, expect, it } from 'vitest';
import { modifiedPropertiesObject, nameValueObject } from '../../../../src/mapping/parse/name-values.ts';

describe('nameValueObject', () => {
  it.each<[string, unknown, unknown]>([
    ['a list', [{ Name: 'A', Value: 'x' }], { A: 'x' }],
    ['JSON text of a list', '[{"Name":"A","Value":"x"}]', { A: 'x' }],
    ['a single pair', { Name: 'A', Value: 'x' }, { A: 'x' }],
    ['an object that has the shape already', { A: 'x' }, { A: 'x' }],
    ['text', '-Identity "x"', { _raw: '-Identity "x"' }],
    ['a list of texts', ['a', 'b', ''], { _raw: ['a', 'b'] }],
    [
      'a pair without a name',
      [{ Value: 'x' }, { Name: ' ', Value: 'y' }],
      {
        _raw: ['{"Value":"x"}', '{"Name":" ","Value":"y"}'],
      },
    ],
    ['a pair without a value', [{ Name: 'A', Value: null }, { Name: 'B' }, { Name: 'C', Value: '' }], {}],
    [
      'a name that comes twice',
      [
        { Name: 'A', Value: 'x' },
        { Name: 'A', Value: 'y' },
        { Name: 'A', Value: 'z' },
      ],
      { A: ['x', 'y', 'z'] },
    ],
    [
      'a name of Object.prototype',
      [
        { Name: 'constructor', Value: 'x' },
        { Name: 'constructor', Value: 'y' },
      ],
      { constructor: ['x', 'y'] },
    ],
    [
      'an object with a parameter called Name',
      { Name: 'Rule 1', ForwardTo: 'm@example.com' },
      { Name: 'Rule 1', ForwardTo: 'm@example.com' },
    ],
    [
      'JSON text of an object with a parameter called Name',
      '{"Name":"Rule 1","Value":"v","ForwardTo":"m@example.com"}',
      { Name: 'Rule 1', Value: 'v', ForwardTo: 'm@example.com' },
    ],
    ['an object of nothing but a parameter called Name', { Name: 'Rule 1' }, { Name: 'Rule 1' }],
    [
      'a pair that says more',
      [{ Name: 'A', Value: 'x', Type: 'String' }],
      { A: 'x', _raw: '{"Name":"A","Type":"String"}' },
    ],
    ['a pair that says nothing more', [{ Name: 'A', Value: 'x', Type: '' }], { A: 'x' }],
    ['nothing', null, undefined],
    ['an empty text', '', undefined],
    ['a number', 7, { _raw: '7' }],
  ])('takes %s', (_, value, expected) => {
    expect(nameValueObject(value)).toEqual(expected);
  });

  it('keeps the name __proto__ as a name', () => {
    const object = nameValueObject([{ Name: '__proto__', Value: 'x' }]);
    expect(JSON.stringify(object)).toBe('{"__proto__":"x"}');
  });
});

describe('modifiedPropertiesObject', () => {
  it.each<[string, unknown, unknown]>([
    [
      'blanks and dots in names',
      [{ Name: 'Role.Display Name', NewValue: 'n', OldValue: 'o' }],
      {
        Role_Display_Name: { NewValue: 'n', OldValue: 'o' },
      },
    ],
    ['a missing old value', [{ Name: 'A', NewValue: 'n' }], { A: { NewValue: 'n' } }],
    [
      'a name that comes twice',
      [
        { Name: 'A', NewValue: 'n', OldValue: 'o' },
        { Name: 'A', NewValue: 'm', OldValue: null },
      ],
      { A: { NewValue: ['n', 'm'], OldValue: 'o' } },
    ],
    [
      'a change with a value of another name',
      [{ Name: 'A', Value: 'x', NewValue: 'n' }],
      { A: { NewValue: 'n' }, _raw: '{"Name":"A","Value":"x"}' },
    ],
    [
      'an object of changes, one of something called Name',
      { Name: 'Sales', Owner: { NewValue: 'n' } },
      { Name: 'Sales', Owner: { NewValue: 'n' } },
    ],
    [
      'an object that has the shape already, but for its names',
      { 'Role.Display Name': { NewValue: 'n' } },
      { Role_Display_Name: { NewValue: 'n' } },
    ],
    ['a list of names', ['Subject', 'Body'], { _raw: ['Subject', 'Body'] }],
    ['text', 'Subject', { _raw: 'Subject' }],
    ['an empty list', [], {}],
  ])('takes %s', (_, value, expected) => {
    expect(modifiedPropertiesObject(value)).toEqual(expected);
  });
});
