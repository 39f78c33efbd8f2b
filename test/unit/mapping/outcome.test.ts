import { describe, expect, it } from 'vitest';
import { outcomeOf, type SignInResult, signInOutcome } from '../../../src/mapping/outcome.ts';
import { severityOf } from '../../../src/mapping/severity.ts';

describe('outcomeOf', () => {
  it.each([
    ['Succeeded', 'success'],
    ['Success', 'success'],
    ['PartiallySucceeded', 'success'],
    ['True', 'success'],
    ['TRUE', 'success'],
    [true, 'success'],
    [undefined, 'success'],
    ['', 'success'],
    ['anything', 'success'],
    ['Failed', 'failure'],
    ['Failure', 'failure'],
    ['failed ', 'failure'],
    ['False', 'failure'],
    [false, 'failure'],
  ])('of %j is %s', (status, outcome) => {
    expect(outcomeOf(status)).toBe(outcome);
  });
});

describe('signInOutcome', () => {
  const success: SignInResult = {
    operation: 'UserLoggedIn',
    errorNumber: '0',
    logonError: undefined,
    resultStatus: 'Success',
    resultStatusDetail: 'Redirect',
  };

  it.each<[string, Partial<SignInResult>, string]>([
    ['signed in', {}, 'success'],
    ['the operation says that it failed', { operation: 'UserLoginFailed' }, 'failure'],
    ['a logon error is named', { logonError: 'IdsLocked' }, 'failure'],
    ['the logon error is None', { logonError: 'None' }, 'success'],
    ['the user was asked to stay signed in', { errorNumber: '50140' }, 'success'],
    ['an error number is named', { errorNumber: '50126' }, 'failure'],
    ['an interrupt without an operation', { errorNumber: '50140', operation: undefined }, 'failure'],
    ['only the status tells', { errorNumber: undefined, resultStatus: 'Failed' }, 'failure'],
    ['only the detail tells', { errorNumber: undefined, resultStatusDetail: 'UserError' }, 'failure'],
  ])('%s', (_, change, outcome) => {
    expect(signInOutcome({ ...success, ...change })).toBe(outcome);
  });
});

describe('severityOf', () => {
  it.each([
    ['Informational', 1],
    ['low', 2],
    ['MEDIUM', 3],
    ['High', 4],
    ['none', undefined],
    [undefined, undefined],
  ])('of %s is %s', (name, severity) => {
    expect(severityOf(name)).toBe(severity);
  });
});
