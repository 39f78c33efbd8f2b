import { resolve } from 'node:path';
import type { ProxyServer } from '../../lib/proxy-rules.ts';
import type { TextSource } from '../../lib/text-source.ts';
import { type FormatName, formats, type ListenAddress } from './formats.ts';
import type { JsonSchema, ReadContext, ValueType } from './value-type.ts';

interface TextSpec<T> {
  readonly label: string;
  readonly expects: string;
  readonly format: FormatName;
  readonly parse: (text: string, context: ReadContext) => T | undefined;
  readonly limits?: JsonSchema;
  readonly hidden?: boolean;
  readonly fromFile?: boolean;
}

/** A text that `parse` understands. Validation has refused every other text, so reading cannot fail. */
function text<T>(spec: TextSpec<T>): ValueType<T> {
  return {
    label: spec.label,
    expects: spec.expects,
    jsonSchema: { type: 'string', format: spec.format, ...spec.limits },
    structure: { kind: 'scalar' },
    hidden: spec.hidden ?? false,
    fromFile: spec.fromFile ?? false,
    read(value, context) {
      const parsed = typeof value === 'string' ? spec.parse(value, context) : undefined;
      if (parsed === undefined) throw new TypeError(`a value that is not ${spec.expects} passed validation`);
      return parsed;
    },
  };
}

/** A span of time with its unit; read as milliseconds. */
export function duration(limits: { readonly atLeast: string; readonly atMost: string }): ValueType<number> {
  return text({
    label: `duration, ${limits.atLeast} to ${limits.atMost}`,
    expects: `a duration from ${limits.atLeast} to ${limits.atMost} with its unit, such as 30s, 5m, 24h or 7d`,
    format: 'duration',
    parse: formats.duration,
    limits,
  });
}

/** A number of bytes with its unit; read as bytes. */
export function size(limits: { readonly atLeast: string; readonly atMost: string }): ValueType<number> {
  return text({
    label: `size, ${limits.atLeast} to ${limits.atMost}`,
    expects: `a size from ${limits.atLeast} to ${limits.atMost} with its unit, such as 64KiB or 5MiB`,
    format: 'size',
    parse: formats.size,
    limits,
  });
}

/** Any text but an empty one. */
export function string(expects: string): ValueType<string> {
  return text({ label: 'string', expects, format: 'non-empty', parse: formats['non-empty'] });
}

/** A GUID, read in lower case. It stands beside secrets and is easily confused with one, so no message shows it. */
export function guid(expects: string): ValueType<string> {
  return text({ label: 'GUID', expects, format: 'guid', parse: formats.guid, hidden: true });
}

/** A name that belongs to a credential; no message shows it. */
export function accountName(expects: string): ValueType<string> {
  return text({ label: 'string', expects, format: 'non-empty', parse: formats['non-empty'], hidden: true });
}

/** A secret; may stand in a file of its own, and no message shows it. */
export function secret(expects: string): ValueType<string> {
  const parse = formats['non-empty'];
  return text({ label: 'secret', expects, format: 'non-empty', parse, hidden: true, fromFile: true });
}

/** One or more certificates in PEM form; may stand in a file of their own. */
export function certificate(): ValueType<string> {
  return text({
    label: 'PEM text',
    expects: 'a certificate in PEM form (-----BEGIN CERTIFICATE-----)',
    format: 'certificate',
    parse: formats.certificate,
    hidden: true,
    fromFile: true,
  });
}

/** A private key in PEM form; may stand in a file of its own, and no message shows it. */
export function privateKey(): ValueType<string> {
  return text({
    label: 'secret, PEM text',
    expects: 'an RSA private key in PEM form (-----BEGIN PRIVATE KEY----- or BEGIN ENCRYPTED PRIVATE KEY)',
    format: 'private-key',
    parse: formats['private-key'],
    hidden: true,
    fromFile: true,
  });
}

/** The same value, read together with the file that it came from, so that it can be read again when it is replaced. */
export function rereadable(type: ValueType<string>): ValueType<TextSource> {
  return {
    ...type,
    read: (value, context) => ({ text: type.read(value, context), file: context.fileOf(context.path) }),
  };
}

/** A tenant: its GUID, in lower case, or one of its domain names. */
export function tenantId(): ValueType<string> {
  return text({
    label: 'GUID or domain name',
    expects: 'the GUID of the tenant or one of its domains, such as contoso.onmicrosoft.com',
    format: 'tenant-id',
    parse: formats['tenant-id'],
    hidden: true,
  });
}

/** A calendar day; read as its first millisecond in UTC. */
export function day(): ValueType<number> {
  return text({
    label: 'date',
    expects: 'a date as year-month-day, such as 2027-01-31',
    format: 'day',
    parse: formats.day,
  });
}

/** A private key of any kind in PEM form; may stand in a file of its own, and no message shows it. */
export function anyPrivateKey(): ValueType<string> {
  return text({
    label: 'secret, PEM text',
    expects: 'a private key in PEM form (-----BEGIN PRIVATE KEY-----)',
    format: 'any-private-key',
    parse: formats['any-private-key'],
    hidden: true,
    fromFile: true,
  });
}

/** The address of a proxy. It may hold a password, so it may stand in a file of its own, and no message shows it. */
export function proxyUrl(): ValueType<ProxyServer> {
  return text({
    label: 'URL of a proxy',
    expects: 'the http or https address of a proxy, such as http://proxy.example.com:3128',
    format: 'proxy-url',
    parse: formats['proxy-url'],
    hidden: true,
    fromFile: true,
  });
}

/** A URL; read without the slash at its end. */
export function url(
  format: 'https-url' | 'https-or-loopback-url' | 'http-url',
  expects: string,
): ValueType<string> {
  return text({ label: 'URL', expects, format, parse: formats[format] });
}

/** A path; read as an absolute one, relative to the folder of the configuration file. */
export function path(expects: string): ValueType<string> {
  return text({
    label: 'path',
    expects,
    format: 'non-empty',
    parse: (value, context) => resolve(context.folder, value),
  });
}

/** Where to listen. */
export function listenAddress(): ValueType<ListenAddress> {
  return text({
    label: 'host:port',
    expects: 'host:port, such as 127.0.0.1:9480 or [::1]:9480',
    format: 'listen-address',
    parse: formats['listen-address'],
  });
}

/** Dataset or namespace of a data stream. */
export function dataStreamPart(): ValueType<string> {
  return text({
    label: 'string',
    expects:
      'a part of a data stream name: lower case, at most 100 bytes, none of - \\ / * ? " < > | , # : or space',
    format: 'data-stream-part',
    parse: formats['data-stream-part'],
  });
}

/** An ingest pipeline, or `none`, which is read as null. */
export function pipelineName(): ValueType<string | null> {
  return text({
    label: 'string',
    expects: 'the name of an ingest pipeline, or none',
    format: 'pipeline-name',
    parse: formats['pipeline-name'],
  });
}
