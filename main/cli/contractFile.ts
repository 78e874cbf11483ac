import { readFileSync } from 'node:fs';
import { textToProfile, type ContractProfile } from '../../domain/contract/profile.ts';
import { readProfiles } from '../station/assets.ts';
import { cannotOpen, CliError, exitCodes } from './exitCodes.ts';
import { fileRefusals } from './refusalSentence.ts';

const readBytes = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw cannotOpen(file, error);
  }
};

/**
 * The contract profile of `--profile`, or the one that ships with the product. Throws CliError `cannotOpen` when the file cannot be read,
 * is no JSON, or is no profile; then every faulty entry is named with its line.
 */
export const readProfile = (file: string | undefined, assetsFolder: string): ContractProfile => {
  if (file === undefined) {
    const [shipped] = readProfiles(assetsFolder);
    if (!shipped) throw new CliError(exitCodes.cannotOpen, '没有随附的合同配置，请用 --profile 指定。', 'No contract profile ships here: name one with --profile.');
    return shipped;
  }
  const read = textToProfile(readBytes(file));
  if (!read.ok) throw fileRefusals(file, read.error, assetsFolder);
  return read.value;
};
