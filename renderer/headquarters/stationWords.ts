import type { AssignableStation } from '../../domain/api/headquarters.ts';
import type { Text } from '../../domain/text/text.ts';

/** A station as one tells it from others: `BJ02 · 北京二中心 · 张晓明`. */
export const stationWords = ({ code, site, siteName, person }: AssignableStation, say: (text: Text) => string): string =>
  [code, siteName ? say(siteName) : site, person].filter((word) => word !== undefined).join(' · ');
