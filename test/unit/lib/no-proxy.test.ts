import { describe, expect, it } from 'vitest';
import { noProxyMatcher } from '../../../src/lib/no-proxy.ts';

const direct = (entry: string, url: string) => noProxyMatcher([entry])(new URL(url));

describe('noProxyMatcher', () => {
  it.each([
    ['*', 'https://anything.example'],
    ['example.com', 'https://example.com'],
    ['example.com', 'https://a.b.example.com:9200'],
    ['.example.com', 'https://es.example.com'],
    ['.example.com', 'https://example.com'],
    ['*.example.com', 'https://es.example.com'],
    [' EXAMPLE.com ', 'https://Example.COM'],
    ['example.com', 'https://example.com.'],
    ['example.com:9200', 'https://example.com:9200'],
    ['example.com:443', 'https://example.com'],
    ['example.com:80', 'http://example.com'],
    ['localhost', 'http://localhost:9200'],
    ['10.1.2.3', 'https://10.1.2.3'],
    ['10.1.2.3:9200', 'https://10.1.2.3:9200'],
    ['10.0.0.0/8', 'https://10.200.1.1:9200'],
    ['0.0.0.0/0', 'https://192.0.2.1'],
    ['::1', 'https://[::1]:9200'],
    ['[::1]', 'https://[::1]'],
    ['[::1]:9200', 'https://[::1]:9200'],
    ['fd00::/8', 'https://[fd12::1]'],
    ['', 'http://169.254.169.254/metadata/identity'],
  ])('%s is reached directly at %s', (entry, url) => {
    expect(direct(entry, url)).toBe(true);
  });

  it.each([
    ['', 'https://example.com'],
    ['example.com', 'https://notexample.com'],
    ['example.com', 'https://example.com.evil.example'],
    ['es.example.com', 'https://example.com'],
    ['example.com:9200', 'https://example.com'],
    ['.', 'https://example.com'],
    ['10.0.0.0/8', 'https://11.0.0.1'],
    ['10.0.0.0/8', 'https://10.example.com'],
    ['10.0.0.0/33', 'https://10.0.0.1'],
    ['10.0.0.0/x', 'https://10.0.0.1'],
    ['10.1.2.3', 'https://110.1.2.3'],
    ['fd00::/8', 'https://10.0.0.1'],
    ['[::1', 'https://[::1]'],
  ])('%s says nothing about %s', (entry, url) => {
    expect(direct(entry, url)).toBe(false);
  });
});
