/**
 * The URL with PublisherIdentifier, the key of the request quota. It belongs on each call, and the API leaves it out of
 * the addresses of blobs and of some next pages (Management Activity API reference). The rest stays byte for byte:
 * contentIds are full of `$`, and a rewritten query could be refused.
 */
export function withPublisherIdentifier(url: string, publisherId: string): string {
  const names = [...new URL(url).searchParams.keys()].map((name) => name.toLowerCase());
  if (names.includes('publisheridentifier')) return url;
  const [address = '', ...fragment] = url.split('#');
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return [`${address}${joint}PublisherIdentifier=${publisherId}`, ...fragment].join('#');
}
