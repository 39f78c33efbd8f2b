import { TextMemo } from '../lib/text-memo.ts';
import { actionKey } from './actions.ts';
import { parseAddress } from './parse/address.ts';
import { userAgentOfClientInfo } from './parse/client-info.ts';
import { serverEndpoint } from './parse/server-address.ts';
import { meaningOfCmdlet } from './workloads/cmdlets.ts';
import { directoryMeaning } from './workloads/entra-directory.ts';
import { typeOfVerb } from './workloads/verbs.ts';

/** Operations are a few hundred; addresses, servers and programs as many as are in use at a time. */
const MAX_OPERATIONS = 1_000;
const MAX_PLACES = 5_000;

/** What the steps make of texts that most records share. A mapper has one; it changes how fast documents are made, not which. */
export class Remembered {
  /** Operation -> the key of the action tables. */
  readonly actionKeys = new TextMemo(actionKey, MAX_OPERATIONS);
  readonly verbs = new TextMemo((action) => typeOfVerb(action) ?? null, MAX_OPERATIONS);
  readonly cmdlets = new TextMemo(meaningOfCmdlet, MAX_OPERATIONS);
  /** Key of a directory operation -> its meaning. */
  readonly directory = new TextMemo(directoryMeaning, MAX_OPERATIONS);
  readonly addresses = new TextMemo((text) => parseAddress(text) ?? null, MAX_PLACES);
  readonly servers = new TextMemo((text) => serverEndpoint(text) ?? null, MAX_PLACES);
  /** ClientInfoString -> user agent. */
  readonly clientInfos = new TextMemo((text) => userAgentOfClientInfo(text) ?? null, MAX_PLACES);
}
