import type { Database } from './database.ts';

/** So many of a station's last operations tell who works there. */
const lastWritten = 200;

/** Names known at a station: of those who wrote there lately, and of those its people were sent down with. Empty for one of which nothing is known yet. */
export const peopleAt = async ({ pool }: Pick<Database, 'pool'>, station: string): Promise<readonly string[]> =>
  (await pool.query<{ name: string }>(
    `select o.bytes::json #>> '{by,name}' as name from (select bytes from op where station = $1 and outcome = 'applied' order by seq desc limit ${lastWritten}) o
      union
     select p.value ->> 'name' from device d join reference r on r.tenant = d.tenant and r.what = 'people' and r.audience in ('all', 'station:' || d.station, 'site:' || d.site), jsonb_array_elements(r.body) p where d.station = $1
      order by name`, [station],
  )).rows.flatMap(({ name }) => name ?? []);
