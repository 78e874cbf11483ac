import { parseArgs } from 'node:util';
import { ok, type Result } from '../../domain/result.ts';

export type StartArguments = {
  readonly data?: string;
  readonly open: boolean;
  readonly port: number;
  readonly demo: boolean;
  readonly json: boolean;
  readonly help: boolean;
  /** how headquarters is reached until somebody sets it on the station: a proxy, and a PEM file of an authority */
  readonly proxy?: string;
  readonly ca?: string;
};

/** Exit codes of `npm start`; they are in {@link helpText} and stay as they are, scripts count on them. */
export const exitCodes = { ended: 0, failed: 1, usage: 2, folderInUse: 3, folderUnwritable: 4, portTaken: 5 } as const;

export const helpText = `三联 Sanlian · npm start -- [选项 options]

  --data DIR   数据文件夹（默认用系统为程序留的位置） data folder (default: the system's own place)
  --no-open    不打开窗口，只打印地址               print the address, open no window
  --port N     端口（默认任意空闲端口）             port (default: any free one)
  --demo       空的数据文件夹里放一个月的示例工作   fill an empty data folder with a month of sample work
  --proxy URL  上报用的代理                         proxy for reporting to headquarters
  --ca FILE    另外信任的 CA 证书（PEM）            certificates of an authority to trust besides
  --json       每行输出一个 JSON 对象               print JSON, one object a line
  --help       本说明                               this text

退出码 exit codes: 0 正常 ended · 1 失败 failed · 2 选项不对 wrong option · 3 数据文件夹正被使用 folder in use
                   4 数据文件夹不可写 folder not writable · 5 端口被占用 port taken`;

/** Reads the words after `npm start --`. The error is the option that was not understood. */
export const readArguments = (words: readonly string[]): Result<StartArguments, string> => {
  try {
    const { values } = parseArgs({
      args: [...words],
      allowNegative: true,
      options: {
        data: { type: 'string' },
        open: { type: 'boolean', default: true },
        port: { type: 'string', default: '0' },
        demo: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
        proxy: { type: 'string' },
        ca: { type: 'string' },
      },
    });
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
    if (!(port <= 65_535)) return { ok: false, error: `--port ${values.port}` };
    if (values.data === '') return { ok: false, error: '--data' };
    return ok({ data: values.data, open: values.open, port, demo: values.demo, json: values.json, help: values.help, ...(values.proxy ? { proxy: values.proxy } : {}), ...(values.ca ? { ca: values.ca } : {}) });
  } catch (error) {
    return { ok: false, error: (error as Error).message };
  }
};
