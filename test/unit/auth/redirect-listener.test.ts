import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { listenForRedirect } from '../../../src/auth/redirect-listener.ts';

/** The status line that a raw request target gets; browsers would not send each of them. */
async function statusOf(port: number, target: string): Promise<string> {
  const socket = connect(port, 'localhost');
  socket.end(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer.split('\r\n', 1)[0] ?? '';
}

it('waits on for the browser, whatever else asks at its port', async () => {
  const listener = await listenForRedirect('http://localhost');
  if (listener === null) throw new Error('it does not listen');
  onTestFinished(() => listener.close());
  const port = Number(new URL(listener.redirectUri).port);

  expect(await statusOf(port, '//')).toBe('HTTP/1.1 404 Not Found');
  expect(await statusOf(port, '/favicon.ico')).toBe('HTTP/1.1 404 Not Found');
  expect(await statusOf(port, '/?code=abc&state=s')).toBe('HTTP/1.1 200 OK');
  expect((await listener.received).searchParams.get('code')).toBe('abc');
});
