import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { LinkGraph } from '../../domain/api/types.ts';
import type { Rec } from '../../domain/record/record.ts';
import { useContractWords } from '../contractWords.ts';
import { Press, Sheet, StateMark, Waiting, Wrong } from '../desk/parts.tsx';
import { placeToHash } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { nodeSize, placeNodes, type Placed } from './graphLayout.ts';

const air = 16;
const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** From the right edge of one to the left edge of the other; between papers of one column, around their side. */
const pathBetween = (a: Placed, b: Placed): string => {
  const [ay, by] = [a.y + nodeSize.height / 2, b.y + nodeSize.height / 2];
  if (a.x === b.x) {
    const x = a.x + nodeSize.width;
    return `M${x} ${ay}C${x + 40} ${ay} ${x + 40} ${by} ${x} ${by}`;
  }
  const [from, to] = a.x < b.x ? [a.x + nodeSize.width, b.x] : [a.x, b.x + nodeSize.width];
  const middle = (from + to) / 2;
  return `M${from} ${ay}C${middle} ${ay} ${middle} ${by} ${to} ${by}`;
};

const useRelWords = () => {
  const { t, say } = useWords();
  return ({ rel, label }: Pick<LinkGraph['links'][number], 'rel' | 'label'>): string => (label ? say(label) : t(`rel.${rel as 'about'}`, { defaultValue: rel }));
};

const Drawing = ({ graph, onOpen }: { graph: LinkGraph; onOpen: () => void }) => {
  const { say, t } = useWords();
  const inWords = useContractWords();
  const forms = useForms();
  const relWord = useRelWords();
  const arrow = useId();
  const { nodes, width, height } = placeNodes(graph);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (
    <div className="graph-frame">
      <svg className="graph" viewBox={`${-air} ${-air} ${width + 2 * air} ${height + 2 * air}`} width={width + 2 * air} height={height + 2 * air} role="group" aria-label={t('links.graph')}>
        <defs><marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0.5L7.5 4L0 7.5z" /></marker></defs>
        {graph.links.map((link) => {
          const [from, to] = [byId.get(link.from), byId.get(link.to)];
          if (!from || !to) return null;
          return (
            <g key={`${link.from}-${link.to}-${link.rel}`} className="graph-link" aria-hidden="true">
              <path d={pathBetween(from, to)} fill="none" markerEnd={`url(#${arrow})`} />
              <text x={from.x === to.x ? from.x + nodeSize.width + 34 : (from.x + to.x + nodeSize.width) / 2} y={(from.y + to.y + nodeSize.height) / 2 - 4} textAnchor="middle">{cut(relWord(link), 7)}</text>
            </g>
          );
        })}
        {nodes.map((node) => {
          const form = forms.get(node.form);
          const state = form?.lifecycle.states[node.state];
          const kind = form ? say(form.short) : node.form;
          const words = node.voided ? t('record.voided') : state ? say(state.label) : '';
          return (
            <a key={node.id} href={placeToHash({ screen: node.form, id: node.id })} className="graph-node" data-first={node.steps === 0 || undefined} aria-label={`${kind} ${node.number} ${node.headline} ${words}`} onClick={onOpen}>
              <rect x={node.x} y={node.y} width={nodeSize.width} height={nodeSize.height} rx="4" />
              <text x={node.x + 10} y={node.y + 18} className="graph-kind">{cut(kind, 12)}{words ? ` · ${cut(words, 12)}` : ''}</text>
              <text x={node.x + 10} y={node.y + 33} className="graph-number">{node.number}</text>
              <text x={node.x + 10} y={node.y + 48} className="graph-words">{cut(inWords(node.headline), 15)}</text>
            </a>
          );
        })}
      </svg>
    </div>
  );
};

/** The same, as rows: who links to whom and how. */
const AsList = ({ graph, onOpen }: { graph: LinkGraph; onOpen: () => void }) => {
  const { say } = useWords();
  const inWords = useContractWords();
  const forms = useForms();
  const relWord = useRelWords();
  const numberOf = (id: string): string => graph.nodes.find((node) => node.id === id)?.number ?? '';
  return (
    <ul className="graph-list">
      {graph.nodes.map((node) => {
        const form = forms.get(node.form);
        return (
          <li key={node.id} data-steps={node.steps}>
            <span className="line"><a href={placeToHash({ screen: node.form, id: node.id })} onClick={onOpen}>{node.number}</a>{form ? <><span className="soft">{say(form.short)}</span><StateMark def={form} state={node.state} isVoided={node.voided} /></> : null}<span>{inWords(node.headline)}</span></span>
            {graph.links.filter((link) => link.from === node.id).map((link) => <span key={`${link.to}-${link.rel}`} className="soft">{relWord(link)} → {numberOf(link.to)}</span>)}
          </li>
        );
      })}
    </ul>
  );
};

/** The papers around one, two links out (R18), as a drawing or as a list; each opens its paper. */
export const LinkGraphView = ({ record, onClose }: { record: Rec; onClose: () => void }) => {
  const { ask } = useStation();
  const { t } = useWords();
  const [asList, setAsList] = useState(false);
  const graph = useQuery(ask.records.around.queryOptions({ input: { id: record.id } }));
  return (
    <Sheet wide title={t('links.graphTitle', { number: record.number })} onClose={onClose}>
      <p className="soft graph-note">{t('links.graphNote')}<Press className="small" aria-pressed={asList} onPress={() => setAsList(!asList)}>{asList ? t('links.graph') : t('links.asList')}</Press></p>
      <Wrong error={graph.error} />
      {graph.data ? (asList ? <AsList graph={graph.data} onOpen={onClose} /> : <Drawing graph={graph.data} onOpen={onClose} />) : graph.error ? null : <Waiting />}
      {graph.data?.more ? <p className="soft">{t('links.more')}</p> : null}
    </Sheet>
  );
};
