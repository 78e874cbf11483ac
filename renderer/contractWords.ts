import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import en from '../assets/locales/en.json' with { type: 'json' };
import zh from '../assets/locales/zh.json' with { type: 'json' };
import type { ContractProfile } from '../domain/contract/profile.ts';
import { useStation } from './station.tsx';
import { useWords } from './words.ts';

/** Chinese words that the station itself wrote into a record, with their English: objects of inspection, sites and posts of the contract, roles. */
const contractWords = (profile: ContractProfile | undefined): ReadonlyMap<string, string> =>
  new Map([
    ...(profile ? [...profile.templates.map((each) => each.target), ...profile.sites.map((each) => each.name), ...profile.posts.map((each) => each.label)] : []).map((each) => [each.zh, each.en] as const),
    ...(Object.keys(zh.role) as (keyof typeof zh.role)[]).map((role) => [zh.role[role], en.role[role]] as const),
  ]);

/**
 * Puts what a record holds into the language of the screen, where the record's words are the contract's own and no person's: a record is
 * kept in the contract's language. Everything else comes back as it is.
 */
export const useContractWords = (): ((value: string) => string) => {
  const { lang } = useWords();
  const { ask } = useStation();
  const { data: profile } = useQuery({ ...ask.station.profile.queryOptions(), enabled: lang !== 'zh' });
  const known = useMemo(() => (lang === 'zh' ? null : contractWords(profile)), [lang, profile]);
  return (value) => known?.get(value) ?? value;
};
