import { describe, expect, it } from 'vitest';
import { extensionOf, fileNameOf, urlParts } from '../../../../src/mapping/parse/url-parts.ts';

describe('urlParts', () => {
  it.each([
    [
      'https://Contoso.sharepoint.com/sites/a/Plan%202.docx',
      { scheme: 'https', domain: 'contoso.sharepoint.com', path: '/sites/a/Plan 2.docx', extension: 'docx' },
    ],
    [
      'http://user:secret@example.com:8080/a/b?x=1&y=2#top',
      { scheme: 'http', domain: 'example.com', path: '/a/b', query: 'x=1&y=2' },
    ],
    ['https://example.com/a#b?c', { scheme: 'https', domain: 'example.com', path: '/a', query: 'c' }],
    ['https://example.com/100%', { scheme: 'https', domain: 'example.com', path: '/100%' }],
    ['https://example.com', { scheme: 'https', domain: 'example.com' }],
    ['https://example.com/.hidden', { scheme: 'https', domain: 'example.com', path: '/.hidden' }],
  ])('of %s', (text, parts) => {
    expect(urlParts(text, false)).toEqual(parts);
  });

  it.each([
    ['Documents/plan.docx'],
    ['mailto:a@b.c'],
    ['https:///a'],
    [''],
    [`https://a/${'x'.repeat(9_000)}`],
  ])('there are none of %.30s', (text) => {
    expect(urlParts(text, false)).toBeUndefined();
  });

  it('takes a # for a part of the name in an address without escapes', () => {
    expect(urlParts('https://contoso.sharepoint.com/Plan #2.docx', true)).toMatchObject({
      path: '/Plan #2.docx',
      extension: 'docx',
    });
  });
});

describe('the name of a file', () => {
  it.each([
    ['C:\\Users\\alice\\plan.docx', 'plan.docx', 'docx'],
    ['/home/alice/archive.tar.gz', 'archive.tar.gz', 'gz'],
    ['plan', 'plan', undefined],
    ['a/', undefined, undefined],
    ['a.', 'a.', undefined],
  ])('in %s', (path, name, extension) => {
    expect(fileNameOf(path)).toBe(name);
    expect(extensionOf(path)).toBe(extension);
  });
});
