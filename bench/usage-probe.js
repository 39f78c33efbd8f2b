import { channel } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';

// Loaded into the process that is measured (node --import): at its exit it prints one JSON line about it. It is plain JavaScript,
// since the process would load Node's type stripper for it otherwise, and be measured with that.

const minuteMs = 60_000;
const slowDown = new Set([403, 429]);

const seen = { startCpu: 0, firstMs: 0, requests: 0, firstMinute: 0, refused: 0 };

channel('http.client.request.start').subscribe(() => {
  const nowMs = performance.now();
  if (seen.requests === 0) {
    seen.startCpu = cpu();
    seen.firstMs = nowMs;
  }
  seen.requests += 1;
  if (nowMs < seen.firstMs + minuteMs) seen.firstMinute += 1;
});

channel('http.client.response.finish').subscribe(({ response }) => {
  if (slowDown.has(response.statusCode)) seen.refused += 1;
});

process.on('exit', () => {
  const { startCpu, requests, firstMinute, refused } = seen;
  const rss = process.resourceUsage().maxRSS;
  writeSync(1, `${JSON.stringify({ cpu: cpu(), startCpu, rss, requests, firstMinute, refused })}\n`);
});

/** User and system time so far, microseconds. */
function cpu() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return userCPUTime + systemCPUTime;
}
