import { argon2, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);
/** KiB, passes, lanes: RFC 9106 with the memory a small server can spare for a few sign-ins at once. */
const cost = { memory: 47_104, passes: 2, parallelism: 1 };
const tagLength = 32;

/** code points */
export const shortestPassword = 12;
const longestPassword = 200;

const normal = (password: string): string => password.normalize('NFKC');
export const isLongEnough = (password: string): boolean => [...normal(password)].length >= shortestPassword && password.length <= longestPassword;

/** argon2id as `argon2id$m,t,p$salt$tag`, base64url. */
export const hashPassword = async (password: string): Promise<string> => {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: normal(password), nonce, ...cost, tagLength });
  return `argon2id$${cost.memory},${cost.passes},${cost.parallelism}$${nonce.toString('base64url')}$${tag.toString('base64url')}`;
};

const nobody = `argon2id$${cost.memory},${cost.passes},${cost.parallelism}$${Buffer.alloc(16).toString('base64url')}$${Buffer.alloc(tagLength).toString('base64url')}`;

/** Whether the password is the one stored. Without a stored one it takes as long, so that nobody learns which names exist. */
export const isPassword = async (password: string, stored: string | null): Promise<boolean> => {
  const [, numbers = '', salt = '', tag = ''] = (stored ?? nobody).split('$');
  const [memory = 0, passes = 0, parallelism = 0] = numbers.split(',').map(Number);
  const expected = Buffer.from(tag, 'base64url');
  const found = await derive('argon2id', { message: normal(password.slice(0, longestPassword)), nonce: Buffer.from(salt, 'base64url'), memory, passes, parallelism, tagLength: expected.length });
  return timingSafeEqual(found, expected) && stored !== null;
};

/** For codes and tokens, which are long and random: their hash need not be slow. `use` keeps one kind from being taken for another. */
export const hashSecret = (use: 'invitation' | 'recovery' | 'session' | 'form', secret: string): string => createHash('sha256').update(`sanlian/${use}/1\n${secret}`).digest('hex');
