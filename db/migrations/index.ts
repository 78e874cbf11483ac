import { sql as first } from './0001.ts';
import { sql as second } from './0002.ts';
import { sql as third } from './0003.ts';
import { sql as fourth } from './0004.ts';
import { sql as fifth } from './0005.ts';
import { sql as sixth } from './0006.ts';
import { sql as seventh } from './0007.ts';
import { sql as eighth } from './0008.ts';
import { sql as ninth } from './0009.ts';
import { sql as tenth } from './0010.ts';
import { sql as eleventh } from './0011.ts';
import { sql as twelfth } from './0012.ts';
import { sql as thirteenth } from './0013.ts';
import { sql as fourteenth } from './0014.ts';
import { sql as fifteenth } from './0015.ts';
import { sql as sixteenth } from './0016.ts';
import { sql as seventeenth } from './0017.ts';
import { sql as eighteenth } from './0018.ts';
import { sql as nineteenth } from './0019.ts';
import { sql as twentieth } from './0020.ts';

/** In order; the position plus one is the `user_version` a migration leaves behind. Only ever appended to. */
export const migrations: readonly string[] = [first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh, twelfth, thirteenth, fourteenth, fifteenth, sixteenth, seventeenth, eighteenth, nineteenth, twentieth];
