import si from 'systeminformation';
import { msToMinute } from '../../domain/clocks/shanghai.ts';

export type MachineReadings = { readonly at: string; readonly host: string; readonly values: Readonly<Record<string, number>> };

const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/** Readings of the machine the station runs on, by collector key (`assets/profiles/*.json`): per cent, counts, days. A reading that cannot be had is left out, never guessed. */
export const readMachine = async (now: number): Promise<MachineReadings> => {
  const [load, mem, disks, os, processes] = await Promise.all([
    si.currentLoad().catch(() => null),
    si.mem().catch(() => null),
    si.fsSize().catch(() => []),
    si.osInfo().catch(() => null),
    si.processes().catch(() => null),
  ]);
  const values: Record<string, number> = {};
  const put = (key: string, value: number | undefined | null, decimals: number) => {
    if (typeof value === 'number' && Number.isFinite(value)) values[key] = round(value, decimals);
  };
  put('cpu.load', load?.currentLoad, 1);
  put('load.avg1', load?.avgLoad, 2);
  if (mem && mem.total > 0) {
    // what programs can still have counts, not what the cache has borrowed
    put('memory.used', (100 * (mem.total - mem.available)) / mem.total, 1);
    if (mem.swaptotal > 0) put('swap.used', (100 * mem.swapused) / mem.swaptotal, 1);
    else values['swap.used'] = 0;
  }
  put('disk.used', disks.length > 0 ? Math.max(...disks.filter((d) => d.size > 0).map((d) => d.use)) : null, 1);
  put('processes.count', processes?.all, 0);
  put('uptime.days', si.time().uptime / 86_400, 1);
  return { at: msToMinute(now), host: os?.hostname ?? '', values };
};
