import { openLedger } from '../../src/checkpoint/sqlite-ledger.ts';
import { blob, stream } from './streams.ts';

// A process that holds a checkpoint until it is killed: opens it, lists a blob, says so, and waits.
const path = process.argv[2] ?? '';
const { ledger } = openLedger(path, [stream()], Date.now);
ledger.recordListed(stream(), [blob('held', Date.now())], Date.now());
process.stdout.write('held\n');
setInterval(() => undefined, 60_000);
