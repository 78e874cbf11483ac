import { describe, expect, it } from 'vitest';
import type { LinkGraph } from '../../domain/api/types.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { incident } from '../../domain/forms/incident.ts';
import { formsOfGroup, railGroups } from '../../renderer/desk/groups.ts';
import { nodeSize, placeNodes } from '../../renderer/record/graphLayout.ts';
import { becomingStart, startingData } from '../../renderer/record/startingData.ts';
import { stopsOf } from '../../renderer/record/stops.ts';

const node = (id: string, steps: number): LinkGraph['nodes'][number] => ({ id, form: 'incident', number: id, state: 'open', headline: '', steps });
const link = (from: string, to: string): LinkGraph['links'][number] => ({ from, to, rel: 'related' });

describe('where papers stand in the drawing of links', () => {
  it('puts what names a paper left of it and what it names right, farther ones on the side they are reached from', () => {
    const { nodes, width, height } = placeNodes({
      nodes: [node('a', 0), node('names', 1), node('named', 1), node('other', 1), node('far', 2)], links: [link('names', 'a'), link('a', 'named'), link('a', 'other'), link('far', 'named')], more: false,
    });
    const x = Object.fromEntries(nodes.map((each) => [each.id, each.x]));
    expect(x['names']).toBe(0);
    expect(x['a']! < x['named']! && x['named'] === x['other'] && x['named']! < x['far']!).toBe(true);
    expect(width).toBe(x['far']! + nodeSize.width);
    // no two papers cover each other
    for (const a of nodes) for (const b of nodes) if (a !== b && a.x === b.x) expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(nodeSize.height);
    expect(Math.max(...nodes.map((each) => each.y)) + nodeSize.height).toBeLessThanOrEqual(height);
  });

  it('draws a paper that stands alone', () => {
    expect(placeNodes({ nodes: [node('a', 0)], links: [], more: false })).toMatchObject({ width: nodeSize.width, height: nodeSize.height });
  });
});

describe('what a new paper says already', () => {
  const now = '2026-10-12T14:05:09+08:00';
  it('is who writes it and the moment, and what it takes over from another stands', () => {
    expect(startingData(incident, '张晓明', now)).toMatchObject({ leader: '张晓明', foundAt: '2026-10-12T14:05+08:00' });
    const becoming = { form: 'incident', label: { zh: '', en: '' }, from: [], by: [], ref: 'origin', copy: { foundAt: 'receivedAt' } };
    const data = becomingStart(becoming, incident, '张晓明', now);
    expect(data).toHaveProperty('leader');
    expect(data).not.toHaveProperty('foundAt');
  });
});

describe('what stands in the way of a step', () => {
  it('names the cells of a table row by row', () => {
    const stops = stopsOf(incident, { timeline: [{ what: '重启' }, { at: '2026-10-12T08:00+08:00' }] }, { needs: ['timeline'] }, new Map());
    expect(stops.map((each) => each.field)).toEqual(['timeline.1.at', 'timeline.2.what']);
  });
});

describe('the rail', () => {
  it('holds every form in the entry it names', () => {
    const forms: readonly FormDef[] = [incident];
    expect(railGroups.filter((group) => formsOfGroup(forms, group).length > 0)).toEqual(['processes']);
  });
});
