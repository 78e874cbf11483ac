import { readFileSync } from 'node:fs';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import { readProfiles } from '../station/assets.ts';
import { CliError, exitCodes } from './exitCodes.ts';

const readBytes = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(exitCodes.cannotOpen, `打不开 ${file}：${(error as Error).message}`, `Cannot open ${file}: ${(error as Error).message}`);
  }
};

const parseJson = (file: string, plain: string): unknown => {
  try {
    return JSON.parse(plain);
  } catch (error) {
    throw new CliError(exitCodes.cannotOpen, `${file} 不是 JSON 文件：${(error as Error).message}`, `${file} is no JSON file: ${(error as Error).message}`);
  }
};

/**
 * The contract profile of `--profile`, or the one that ships with the product. Throws CliError `cannotOpen` when the file cannot be read,
 * is no JSON, or is no profile; then every faulty field is named.
 */
export const readProfile = (file: string | undefined, assetsFolder: string): ContractProfile => {
  if (file === undefined) {
    const [shipped] = readProfiles(assetsFolder);
    if (!shipped) throw new CliError(exitCodes.cannotOpen, '没有随附的合同配置，请用 --profile 指定。', 'No contract profile ships here: name one with --profile.');
    return shipped;
  }
  const parsed = profileSchema.safeParse(parseJson(file, readBytes(file)));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 20).map((issue) => `  ${issue.path.join('.') || '.'}: ${issue.message}`).join('\n');
  throw new CliError(exitCodes.cannotOpen, `${file} 不是合同配置：\n${faults}`, `${file} is no contract profile:\n${faults}`);
};
