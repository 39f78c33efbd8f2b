import { expect, it } from 'vitest';
import { aadstsCodes } from '../../../../src/auth/aadsts-codes.ts';
import { AuthError } from '../../../../src/auth/auth-error.ts';
import { classifyTokenError } from '../../../../src/auth/classify-token-error.ts';
import { problem, verdictText } from '../../../../src/cli/check/verdict.ts';

it.each(Object.entries(aadstsCodes))(
  'AADSTS%s is a verdict with its meaning and remedy',
  (number, { row }) => {
    const body = JSON.stringify({
      error: 'invalid_client',
      error_description: `AADSTS${number}: What Entra says. Trace ID: 1 Correlation ID: 2`,
      error_codes: [Number(number)],
    });
    const failure = classifyTokenError({ status: 400, headers: {}, body }, 0);
    const verdict = problem('contoso', 'token', new AuthError(failure));
    expect(verdict).toMatchObject({ status: 'failed', code: row.code, remedy: row.remedy });
    const text = verdictText([verdict]);
    expect(text).toContain(
      `FAILED   contoso: token: ${row.meaning}: AADSTS${number}: What Entra says. [${row.code}]`,
    );
    expect(text).toContain(`-> ${row.remedy}`);
  },
);
