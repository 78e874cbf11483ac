import { receiverToLog } from '../documents/receivers.ts';
import { RefusedError } from '../../domain/refused.ts';
import { text } from '../../domain/text/text.ts';
import type { OpenStation } from '../station/openStation.ts';
import { refusalsToError } from './refusalSentence.ts';

/** `option`: what the command calls the receiver. `otherwise`: the file or folder it goes to, which the log keeps where nobody is named. */
type Asked = { readonly option: string; readonly named?: string | undefined; readonly otherwise: string; readonly reason?: string | undefined };

/** For whom a command's file leaves, as the log keeps it (R35, R39). Throws CliError `usage` for an address no confirmed contact book has, without a reason. */
export const receiverForLog = (open: Pick<OpenStation, 'store'>, { option, named, otherwise, reason }: Asked, assetsFolder: string): string => {
  if (named === undefined) return otherwise;
  try {
    return receiverToLog(open, { to: named, reason });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw refusalsToError(error.refusals.map((each) => ({ ...each, field: option })), assetsFolder, text('原因写在 --reason 后面，会记入日志。', 'Give the reason after --reason; it is kept in the log.'));
  }
};
