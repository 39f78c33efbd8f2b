import { describe, expect, it } from 'vitest';
import { formatApiTime, parseApiTime } from '../../../../src/source/management-api/api-time.ts';
import { parseContentList } from '../../../../src/source/management-api/parse-content-list.ts';
import { parseSubscriptions } from '../../../../src/source/management-api/parse-subscriptions.ts';

const item = {
  contentType: 'Audit.SharePoint',
  contentId: '2017$2017$audit_sharepoint$Audit_SharePoint',
  contentUri:
    'https://manage.office.com/api/v1.0/t/activity/feed/audit/2017$2017$audit_sharepoint$Audit_SharePoint',
  contentCreated: '2026-08-01T10:00:00.748Z',
  contentExpiration: '2026-08-21T10:00:00.748Z',
};
const day = 24 * 3_600_000;
const createdMs = Date.UTC(2026, 7, 1, 10, 0, 0, 748);

const read = (list: unknown) => parseContentList(Buffer.from(JSON.stringify(list)));
const parse = (list: unknown) => read(list).blobs;

describe('parseContentList', () => {
  it('reads a blob', () => {
    const { contentId, contentUri } = item;

    expect(parse([item])).toEqual([{ contentId, contentUri, createdMs, expiresMs: createdMs + 20 * day }]);
  });

  it.each([undefined, null, '', 'never'])(
    'takes seven days where contentExpiration is %j',
    (contentExpiration) => {
      expect(parse([{ ...item, contentExpiration }])[0]?.expiresMs).toBe(createdMs + 7 * day);
    },
  );

  it('takes the content type in any case, or none', () => {
    expect(
      parse([
        { ...item, contentType: 'AUDIT.sharepoint' },
        { ...item, contentType: undefined },
      ]),
    ).toHaveLength(2);
  });

  it('reads an empty list and a byte order mark', () => {
    expect(parseContentList(Buffer.from('\uFEFF[]'))).toEqual({ blobs: [], fault: null });
  });

  it.each(['', 'null', '{}', '{"value":[]}', '[{"contentId":"a"', '<html></html>'])(
    'takes %j for no list',
    (body) => {
      expect(() => parseContentList(Buffer.from(body))).toThrow(
        expect.objectContaining({ code: 'SOURCE_ANSWER_UNREADABLE', kind: 'retry' }),
      );
    },
  );

  it.each([
    ['content', null],
    ['content', 'text'],
    ['contentId', { ...item, contentId: '' }],
    ['contentId', { ...item, contentId: 7 }],
    ['contentUri', { ...item, contentUri: undefined }],
    ['contentUri', { ...item, contentUri: 'nowhere' }],
    ['contentCreated', { ...item, contentCreated: undefined }],
    ['contentCreated', { ...item, contentCreated: 'yesterday' }],
  ])('drops nothing in silence, and nothing else: an item without usable %s', (what, bad) => {
    const { blobs, fault } = read([item, bad, { ...item, contentId: 'b' }]);

    expect(blobs.map(({ contentId }) => contentId)).toEqual([item.contentId, 'b']);
    expect(fault).toMatchObject({ code: 'SOURCE_ANSWER_UNREADABLE', kind: 'retry' });
    expect(fault?.message).toContain(`item 2 of the content list has no usable ${what}`);
  });
});

describe('the times of the API', () => {
  it('are sent in whole seconds without a zone', () => {
    expect(formatApiTime(createdMs)).toBe('2026-08-01T10:00:00');
  });

  it.each([
    ['2026-08-01T10:00:00.748Z', createdMs],
    ['2026-08-01T10:00:00.7481234Z', createdMs],
    ['2026-08-01T10:00:00.748', createdMs],
    ['2026-08-01T10:00:00.748z', createdMs],
    ['2026-08-01T12:00:00.748+02:00', createdMs],
    ['2026-08-01T10:00', createdMs - 748],
    ['2026-08-01', null],
    ['2026-13-01T10:00:00Z', null],
    ['1 August 2026', null],
    [1785578400748, null],
    [null, null],
  ])('read %j as %j', (text, ms) => {
    expect(parseApiTime(text)).toBe(ms);
  });
});

describe('parseSubscriptions', () => {
  const parseList = (list: unknown) => parseSubscriptions(Buffer.from(JSON.stringify(list)));

  it('reads each subscription, also without a status', () => {
    const list = [
      { contentType: 'Audit.General', status: 'enabled', webhook: null },
      { contentType: 'DLP.All' },
    ];

    expect(parseList(list)).toEqual([
      { contentType: 'Audit.General', status: 'enabled' },
      { contentType: 'DLP.All', status: null },
    ]);
  });

  it('is not stopped by an item that names no content type', () => {
    const list = [null, { status: 'enabled' }, { contentType: 'DLP.All', status: 'Enabled' }];

    expect(parseList(list)).toEqual([{ contentType: 'DLP.All', status: 'enabled' }]);
  });

  it.each([[null], [{}], [[{ status: 'enabled' }]], [['Audit.General']]])('takes %j for no list', (list) => {
    expect(() => parseList(list)).toThrow(
      expect.objectContaining({ code: 'SOURCE_ANSWER_UNREADABLE', kind: 'retry' }),
    );
  });
});
