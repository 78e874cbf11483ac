import { Option } from 'commander';
import type { Terminal } from './grade.ts';

/** `--reason`, which every command that names a receiver takes (R39). */
export const reasonOption = ({ say }: Pick<Terminal, 'say'>): Option =>
  new Option('--reason <words>', say('地址不在已确认的通讯录里时，为什么仍发往此处（写进日志）', 'why it goes to an address that no confirmed contact book has (for the log)'));
