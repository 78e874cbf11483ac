import { useQuery } from '@tanstack/react-query';
import { Network } from 'lucide-react';
import { useId, useState } from 'react';
import type { Impact } from '../../domain/api/processes.ts';
import type { RecordRow } from '../../domain/api/types.ts';
import { formPlaying } from '../../domain/forms/index.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { useContractWords } from '../contractWords.ts';
import { Press, Sheet, StateMark, Waiting, Wrong } from '../desk/parts.tsx';
import { useNow } from '../record/useRecord.ts';
import { placeToHash } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import type { AsideProps } from './asides.ts';
import { placeReach, reachNode } from './reachLayout.ts';

const itemForm = formPlaying('items').id;
const air = 14;
const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** A configuration item's kind in words. */
const useTypeWord = (): ((type: string) => string) => {
  const { say } = useWords();
  const field = useForms().get(itemForm)?.fields['type'];
  return (type) => {
    const option = field?.kind === 'choice' ? field.options.find((each) => each.value === type) : undefined;
    return option ? say(option.label) : type;
  };
};

const Drawing = ({ impact, onOpen }: { impact: Impact; onOpen: () => void }) => {
  const { t } = useWords();
  const typeWord = useTypeWord();
  const arrow = useId();
  const { nodes, width, height } = placeReach(impact);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (
    <div className="graph-frame">
      <svg className="graph" viewBox={`${-air} ${-air} ${width + 2 * air} ${height + 2 * air}`} width={width + 2 * air} height={height + 2 * air} role="group" aria-label={t('impact.drawing')}>
        <defs><marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0.5L7.5 4L0 7.5z" /></marker></defs>
        {impact.links.map((link) => {
          const [from, to] = [byId.get(link.from), byId.get(link.to)];
          if (!from || !to) return null;
          const [x1, y1, x2, y2] = [from.x, from.y + reachNode.height / 2, to.x + reachNode.width, to.y + reachNode.height / 2];
          const middle = (x1 + x2) / 2;
          return <g key={`${link.from}-${link.to}`} className="graph-link" aria-hidden="true"><path d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`} fill="none" markerEnd={`url(#${arrow})`} /></g>;
        })}
        {nodes.map((node) => {
          const open = impact.open[node.id]?.length ?? 0;
          return (
            <a key={node.id} href={placeToHash({ screen: itemForm, id: node.id })} className="graph-node" data-first={node.steps === 0 || undefined} data-open={open > 0 || undefined} aria-label={`${node.name} ${typeWord(node.type)}${open > 0 ? ` ${t('impact.open')} ${open}` : ''}`} onClick={onOpen}>
              <rect x={node.x} y={node.y} width={reachNode.width} height={reachNode.height} rx="4" />
              <text x={node.x + 10} y={node.y + 18}>{cut(node.name, 12)}</text>
              <text x={node.x + 10} y={node.y + 35} className="graph-kind">{cut(typeWord(node.type), 10)}{open > 0 ? ` · ${t('impact.open')} ${open}` : ''}</text>
            </a>
          );
        })}
      </svg>
    </div>
  );
};

const PaperRows = ({ rows, onOpen }: { rows: readonly RecordRow[]; onOpen: () => void }) => {
  const { say, lang } = useWords();
  const inWords = useContractWords();
  const forms = useForms();
  const now = useNow();
  return (
    <ul className="paper-rows">
      {rows.map((row) => {
        const form = forms.get(row.form);
        return <li key={row.id}><a href={placeToHash({ screen: row.form, id: row.id })} onClick={onOpen}>{row.number}</a>{form ? <><span className="soft">{say(form.short)}</span><StateMark def={form} state={row.state} isVoided={row.voided} /></> : null}<span>{inWords(row.headline)}</span><time className="soft" dateTime={row.createdAt}>{formatTime(row.createdAt, lang, now)}</time></li>;
      })}
    </ul>
  );
};

/** What stands on an item, as a list and a drawing, with what is open about each, and the papers that touched it (R19). */
const ImpactView = ({ id, name, onClose }: { id: string; name: string; onClose: () => void }) => {
  const { ask } = useStation();
  const { t } = useWords();
  const typeWord = useTypeWord();
  const impact = useQuery(ask.processes.impact.queryOptions({ input: { id } }));
  const { data } = impact;
  return (
    <Sheet wide title={t('impact.titleOf', { name })} onClose={onClose}>
      <Wrong error={impact.error} />
      {data ? (
        <div className="impact">
          <p>{data.nodes.length > 1 ? t('impact.count', { count: data.nodes.length - 1 }) : t('impact.nothing')}</p>
          {data.nodes.length > 1 ? <><p className="soft">{t('impact.note')}</p><Drawing impact={data} onOpen={onClose} /></> : null}
          <h3>{t('impact.list')}</h3>
          <ul className="impact-list">
            {data.nodes.map((node) => (
              <li key={node.id}>
                <span className="line"><a href={placeToHash({ screen: itemForm, id: node.id })} onClick={onClose}>{node.name}</a><span className="soft">{typeWord(node.type)} · {node.steps === 0 ? t('impact.self') : t('impact.steps', { count: node.steps })}</span></span>
                {(data.open[node.id]?.length ?? 0) > 0 ? <PaperRows rows={data.open[node.id]!} onOpen={onClose} /> : null}
              </li>
            ))}
          </ul>
          <h3>{t('impact.history')}</h3>
          {data.touched.length > 0 ? <PaperRows rows={data.touched} onOpen={onClose} /> : <p className="soft">{t('impact.noHistory')}</p>}
        </div>
      ) : impact.error ? null : <Waiting />}
    </Sheet>
  );
};

export const ImpactAside = ({ view, data }: AsideProps) => {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  return (
    <>
      <Press className="small" onPress={() => setShown(true)}><Network size={14} />{t('impact.title')}</Press>
      {shown ? <ImpactView id={view.record.id} name={String(data['name'] ?? view.record.number)} onClose={() => setShown(false)} /> : null}
    </>
  );
};
