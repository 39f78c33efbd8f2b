import { describe, expect, it } from 'vitest';
import { userAgentOfClientInfo } from '../../../../src/mapping/parse/client-info.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0';

describe('userAgentOfClientInfo', () => {
  it.each([
    [`Client=OWA;${CHROME}`, CHROME],
    [`Client=OWA;${CHROME};;`, CHROME],
    [`Client=OWA;${CHROME};Action=ViaProxy`, CHROME],
    ['Client=OutlookService;Outlook-iOS/2.0;', 'Outlook-iOS/2.0'],
    [
      'Client=ActiveSync;UserAgent=Apple-iPhone14C5/2105.219;Action=/Microsoft-Server-ActiveSync/default.eas',
      'Apple-iPhone14C5/2105.219',
    ],
    ['Client=ActiveSync;Version=16.1;UserAgent=Outlook-Android/4.2', 'Outlook-Android/4.2'],
    ['Client=WebServices;ExchangeServicesClient/15.00.0913.015;', 'ExchangeServicesClient/15.00.0913.015'],
    ['Client=REST;;', undefined],
    ['Client=OWA;Action=ViaProxy', undefined],
    ['Client=MSExchangeRPC', undefined],
    ['Client=POP3/IMAP4;Protocol=IMAP4', undefined],
    ['Client=Hub Transport;User=someone', undefined],
    ['Mozilla/5.0', undefined],
    ['', undefined],
  ])('%s', (text, agent) => {
    expect(userAgentOfClientInfo(text)).toBe(agent);
  });

  it('takes any length', () => {
    expect(userAgentOfClientInfo(`Client=OWA;${';'.repeat(1_000_000)}`)).toBeUndefined();
    expect(userAgentOfClientInfo(`Client=OWA;x/1${' ;a'.repeat(300_000)}`)).toMatch(/^x\/1/);
  });
});
