import { isJsonObject } from '../../lib/json-object.ts';
import { copyText, type Draft, memberOf, originalOf, reshape } from '../draft.ts';
import { objectsOf } from '../parse/json-value.ts';
import { textOf } from '../parse/text.ts';
import { propertyTexts } from './lists.ts';

/** With which program, from which device, in which session: user_agent, host, device, session, token and application. */
export function mapOrigin(draft: Draft): void {
  const isTold = draft.members.hasSome('origin');
  if (isTold) mapUserAgent(draft);
  mapHost(draft);
  if (!isTold) return;
  mapPlatform(draft);
  mapContext(draft);
}

function mapContext(draft: Draft): void {
  const { document } = draft;
  const access = originalOf(draft, 'AppAccessContext');
  const details = additionalDetails(draft);
  const deviceId = contextText(access, 'DeviceId') ?? contextText(details, 'DeviceId');
  if (deviceId !== undefined) document.device = { id: deviceId };
  const sessionId = contextText(access, 'AADSessionId');
  if (sessionId !== undefined) document.session = { id: sessionId };
  const tokenId = contextText(access, 'UniqueTokenId');
  if (tokenId !== undefined) document.token = { id: tokenId };
  const application = copyText(draft, 'ApplicationDisplayName');
  if (application !== undefined) document.application = { name: application };
}

/** The schema calls AppAccessContext a complex type in one place and a collection of them in another. */
function contextText(context: unknown, name: string): string | undefined {
  for (const object of objectsOf(context)) {
    const text = textOf(object[name]);
    if (text !== undefined) return text;
  }
  return undefined;
}

function additionalDetails(draft: Draft): unknown {
  const properties = memberOf(draft, 'ExtendedProperties');
  return isJsonObject(properties) ? properties.additionalDetails : undefined;
}

/** The record's own UserAgent wins over ExtendedProperties.UserAgent, that one over the User-Agent of additionalDetails, over Exchange's. */
function mapUserAgent(draft: Draft): void {
  if (draft.document.user_agent !== undefined) return;
  const [extended] = propertyTexts(draft, 'ExtendedProperties', 'UserAgent');
  const original = extended ?? contextText(additionalDetails(draft), 'User-Agent') ?? clientInfo(draft);
  if (original === undefined) return;
  draft.document.user_agent = { original };
  if (extended !== undefined) forgetProperty(draft, 'ExtendedProperties', 'UserAgent');
}

/** The user agent in the text by which Exchange names a client. */
function clientInfo(draft: Draft): string | undefined {
  const text = copyText(draft, 'ClientInfoString') ?? copyText(draft, 'ActorInfoString');
  return text === undefined ? undefined : (draft.remembered.clientInfos.of(text) ?? undefined);
}

function forgetProperty(draft: Draft, member: string, name: string): void {
  const properties = memberOf(draft, member);
  if (!isJsonObject(properties) || Array.isArray(properties[name])) return;
  const { [name]: _moved, ...others } = properties;
  reshape(draft, member, others);
}

function mapHost(draft: Draft): void {
  const { document } = draft;
  const id = document.organization?.id;
  const name = copyText(draft, 'DeviceName') ?? document.organization?.name ?? document.user?.domain;
  if (id === undefined && name === undefined) return;
  const host = document.host ?? {};
  if (id !== undefined) host.id = id;
  if (name !== undefined) host.name = name;
  document.host = host;
}

/** Platform numbers of sensitivity label and information protection records. */
const PLATFORMS: ReadonlyMap<string, string> = new Map([
  ['0', 'Unknown'],
  ['1', 'Windows'],
  ['2', 'MacOS'],
  ['3', 'iOS'],
  ['4', 'Android'],
  ['5', 'Web Browser'],
]);

/** What a platform name contains -> host.os.type; the first hit counts. */
const OS_TYPES: readonly (readonly [part: string, type: string])[] = [
  ['windows', 'windows'],
  ['linux', 'linux'],
  ['mac', 'macos'],
  ['unix', 'unix'],
  ['ios', 'ios'],
  ['android', 'android'],
];

function mapPlatform(draft: Draft): void {
  const code = copyText(draft, 'Platform');
  if (code === undefined) return;
  const platform = PLATFORMS.get(code) ?? code;
  reshape(draft, 'Platform', platform);
  const lower = platform.toLowerCase();
  const type = OS_TYPES.find(([part]) => lower.includes(part))?.[1];
  draft.document.host ??= {};
  draft.document.host.os = { platform, ...(type === undefined ? {} : { type }) };
}
