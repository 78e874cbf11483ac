import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { defaultDataFolder } from '../shell/dataFolder.ts';
import { cannotOpen, CliError, exitCodes } from './exitCodes.ts';
import { optionToNumber } from './optionValue.ts';
import { writeFileDurably } from '../station/durableFile.ts';
import { readPassphrase } from './passphrase.ts';
import { refusalsToError } from './refusalSentence.ts';
import { ok } from '../../domain/result.ts';
import type { Lang } from '../../domain/text/text.ts';
import { formatFormalTime } from '../../domain/text/timeFormat.ts';

type Terminal = { readonly lang: Lang; readonly say: (zh: string, en: string) => string; readonly print: (line: string) => void; readonly assetsFolder: string; readonly version: string };
type Options = { readonly json?: boolean; readonly data?: string; readonly account?: string; readonly passphraseFile?: string };

/** Adds `sanlian ferry`: what is unsent goes out as sealed files, headquarters' receipt comes back in. */
export const addFerryCommand = (program: Command, addCommon: (command: Command) => Command, { say, print, assetsFolder, version }: Terminal): void => {
  const ferry = program.command('ferry').description(say('摆渡：没有网络时用文件上报', 'report by files where there is no network'));
  const addFolder = (command: Command): Command =>
    addCommon(command).option('--data <dir>', say('数据文件夹', 'data folder')).option('--account <name>', say('账号名', 'account')).option('--passphrase-file <file>', say('口令文件（也可用 SANLIAN_PASSPHRASE）', 'file with the passphrase (or SANLIAN_PASSPHRASE)'));
  const folderOf = (options: Options): string => resolve(options.data ?? defaultDataFolder(process.platform, process.env, homedir()));
  const station = async (options: Options) => ({
    folder: folderOf(options), assetsFolder, version,
    passphrase: await readPassphrase(options.passphraseFile, say('口令：', 'Passphrase: ')), ...(options.account ? { account: options.account } : {}),
  });

  addFolder(ferry.command('export').description(say('把没上报的写成封好的文件（.001、.002……）', 'write what is unsent into sealed files (.001, .002 …)')))
    .requiredOption('--out <file>', say('文件名，分卷号加在后面', 'file name; the part number is added'))
    .option('--part-size <mb>', say('每卷大约多少 MB（默认 2048）', 'MB in a part, about (default 2048)'))
    .action(async (options: Options & { out: string; partSize?: string }) => {
      // a whole station is loaded when one is worked on, not to say what the command does
      const [{ exportFerry, usualPart }, { withStation }, { commitDrafts }] = await Promise.all([import('../ferry/exportFerry.ts'), import('./workFolder.ts'), import('../station/deskwork.ts')]);
      const size = options.partSize === undefined ? usualPart : optionToNumber(options.partSize) * 1024 * 1024;
      if (!(size > 0 && size <= 1024 ** 4)) throw new CliError(exitCodes.usage, `--part-size ${options.partSize ?? ''} 不对。`, `--part-size ${options.partSize ?? ''} is wrong.`);
      const done = await withStation(await station(options), (open) => {
        commitDrafts(open);
        return exportFerry({ store: open.store, blobs: open.blobs, identity: open.identity, now: Date.now }, { out: resolve(options.out), partBytes: size });
      });
      if (!done.ok) throw refusalsToError(done.error, assetsFolder);
      const { parts, ops, files, damaged } = done.value;
      if (options.json) return print(JSON.stringify({ command: 'ferry export', ...done.value }));
      print(say(`已写出 ${parts.length} 个文件：操作 ${ops} 条，附件 ${files} 个。`, `${parts.length} files written: ${ops} operations, ${files} attachments.`));
      for (const part of parts) print(`  ${part}`);
      for (const sha256 of damaged) print(say(`  附件 ${sha256} 在本机已丢失或损坏，没有导出`, `  attachment ${sha256} is lost or damaged here and was left out`));
    });
  addFolder(ferry.command('receipt').description(say('收下总部的回执', 'take in headquarters’ receipt')).argument('<file>', say('回执文件', 'receipt file')))
    .option('--wipe', say('回执里有清除令时，同意清除本机数据', 'carry out the order to wipe that is in the receipt'))
    .action(async (file: string, options: Options & { wipe?: boolean }) => {
      let text: string;
      try {
        text = readFileSync(file, 'utf8');
      } catch (error) {
        throw cannotOpen(file, error);
      }
      const [{ takeReceipt }, { withStation }, { askedBy, readWiped }] = await Promise.all([import('../ferry/takeReceipt.ts'), import('./workFolder.ts'), import('../station/wipe.ts')]);
      const folder = folderOf(options);
      const done = await withStation(await station(options), async (open, _now, core) => {
        const taken = takeReceipt(open.store, open.identity, text, Date.now());
        if (!taken.ok) return taken;
        const { wipe: order, ...report } = taken.value;
        const wipe = order && askedBy(open, order);
        if (order && options.wipe) await core.wipe(order);
        return ok({ report, wipe });
      });
      if (!done.ok) throw refusalsToError(done.error, assetsFolder);
      const { wipe, report } = done.value;
      const { ops, files, unsent, unsentFiles } = report;
      if (wipe && !options.wipe) {
        const lost = say(`没有到总部的：操作 ${wipe.ops} 条、附件 ${wipe.files} 个${wipe.records.length > 0 ? `（${wipe.records.join('、')}）` : ''}。`, `Headquarters never got ${wipe.ops} operations, ${wipe.files} attachments${wipe.records.length > 0 ? ` (${wipe.records.join(', ')})` : ''}.`);
        throw new CliError(exitCodes.failed, `回执里带着总部 ${formatFormalTime(wipe.at, 'zh')} 的清除令，还没有执行。${lost}确定要清除本机数据，请加 --wipe 再运行一次。`, `The receipt carries headquarters' order of ${formatFormalTime(wipe.at, 'en')} to wipe; nothing was destroyed yet. ${lost} To destroy the data here, run again with --wipe.`);
      }
      // what could not be removed (a file held open, a medium that cannot be written) is no destruction
      if (wipe && readWiped(folder)?.isDone !== true) throw new CliError(exitCodes.cannotOpen, `回执里带着总部的清除令，但 ${folder} 里的文件没有全部清除：关闭占用它们的程序，再启动一次工作站。`, `The receipt carries headquarters' order to wipe, but not every file in ${folder} could be removed: close what holds them and start the station again.`);
      if (wipe) return print(options.json ? JSON.stringify({ command: 'ferry receipt', ...report, wiped: true }) : say(`回执里带着总部的清除令：本机数据已清除；没有到总部的：操作 ${unsent} 条、附件 ${unsentFiles} 个。`, `The receipt carries headquarters' order to wipe: the data here is destroyed; headquarters never got ${unsent} operations, ${unsentFiles} attachments.`));
      print(options.json ? JSON.stringify({ command: 'ferry receipt', ...report }) : say(`新确认操作 ${ops} 条、附件 ${files} 个；还没有到总部：操作 ${unsent} 条、附件 ${unsentFiles} 个。`, `Newly confirmed: ${ops} operations, ${files} attachments; not yet at headquarters: ${unsent} operations, ${unsentFiles} attachments.`));
    });
  const anew = ferry.command('anew').description(say('总部清除过的电脑：把最后的回报写成文件带到总部，不等总部就可以重新设置', 'a computer headquarters had wiped: write its last word to a file for headquarters, and let it be set up anew without waiting'));
  addCommon(anew).option('--data <dir>', say('数据文件夹', 'data folder'))
    .requiredOption('--out <file>', say('最后的回报写到哪个文件', 'file for the last word'))
    .action(async (options: Options & { out: string }) => {
      const [{ folderInUse }, { lockFolder }, { carriedText, forgetWipe, readWiped, wordToLeave }] = await Promise.all([import('./workFolder.ts'), import('../shell/folderLock.ts'), import('../station/wipe.ts')]);
      const [folder, out] = [folderOf(options), resolve(options.out)];
      if (!readWiped(folder)) throw new CliError(exitCodes.cannotOpen, `${folder} 不是总部清除过的数据文件夹。`, `${folder} is no data folder that headquarters had wiped.`);
      const locked = lockFolder(folder);
      if (!locked.ok) throw folderInUse(locked.error).error;
      try {
        const marker = readWiped(folder)!;
        if (!marker.isDone) throw new CliError(exitCodes.cannotOpen, `${folder} 里的文件还没有全部清除：再启动一次工作站。`, `Not every file in ${folder} is removed yet: start the station again.`);
        const left = wordToLeave(marker);
        if (left !== null) {
          try {
            // the stick that carries it goes first: only what is written is left behind
            writeFileDurably(out, Buffer.from(carriedText(marker)));
          } catch (error) {
            throw new CliError(exitCodes.cannotOpen, `写不了 ${out}：${(error as Error).message}`, `Cannot write ${out}: ${(error as Error).message}`);
          }
        }
        forgetWipe(folder, true);
        if (options.json) return print(JSON.stringify({ command: 'ferry anew', told: left === null, ...(left === null ? {} : { out, left }) }));
        print(left === null ? say('总部已经收到回报；这台电脑可以重新设置。', 'Headquarters has been told; the computer can be set up anew.') : say(`最后的回报已写到 ${out}，请带到总部用 ferry import 收下；数据文件夹里也留了一份 ${left}，联上总部时自动送出。这台电脑可以重新设置。`, `The last word is in ${out}: take it to headquarters, and let ferry import take it in. A copy stays in the data folder as ${left} and is told by itself once there is a line. The computer can be set up anew.`));
      } finally {
        locked.value.release();
      }
    });
};
