import { Clock3, CloudOff, CloudUpload, Keyboard, Lock, Search, Wifi } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { Counted } from '../../domain/today/counted.ts';
import { chordOfKey, chordToText } from '../keys.ts';
import { go } from '../router.ts';
import { useMay } from '../may.ts';
import { useStation, useStatus } from '../station.tsx';
import { chooseLanguage, useWords } from '../words.ts';
import { Press } from './parts.tsx';

/** Site and contract, search, and what is always true: the line to headquarters, what is unsent, what is due. */
export const TopBar = ({ onSearch, onLock, onKeys }: { onSearch: () => void; onLock: () => void; onKeys: () => void }) => {
  const { t, say, lang } = useWords();
  const { up } = useStation();
  const { data: status } = useStatus();
  const may = useMay();
  const sync = status?.sync;
  const busy = sync?.state === 'busy';
  const connected = busy || sync?.state === 'connected' || sync?.state === 'sending';
  const unsent = (sync?.unsent ?? 0) + (sync?.unsentFiles ?? 0) + (sync?.typed ?? 0);
  return (
    <header className="bar">
      <p className="where">
        {status?.station ? <strong title={say(status.station.site)}>{say(status.station.site)}</strong> : null}
        {status?.contract ? <span className="soft" title={status.contract.contractNo}>{say(status.contract.name)}</span> : null}
      </p>
      <Button className="search-button" onPress={onSearch}><Search size={14} aria-hidden="true" /><span>{t('search.placeholder')}</span><kbd>{chordToText(chordOfKey('search'))}</kbd></Button>
      <div className="truths">
        {up ? null : <span className="truth late" role="alert">{t('bar.lineBroken')}</span>}
        {may('sync.status') ? (
          <>
            <Press className="quiet small" tip={sync ? t(`sync.${sync.state}`) : t('bar.offline')} onPress={() => go('settings', 'sync')}>
              {connected ? <Wifi size={14} /> : <CloudOff size={14} />}{busy ? t('sync.busy') : connected ? t('bar.connected') : t('bar.offline')}
            </Press>
            <Press className="quiet small" tip={t('bar.unsentTip')} onPress={() => go('settings', 'sync')}><CloudUpload size={14} />{t('bar.unsent', { n: unsent })}</Press>
          </>
        ) : null}
        {may('today.sheet') ? <Press className={`quiet small${(status?.due ?? 0) > 0 ? ' due' : ''}`} tip={t('bar.dueTip')} onPress={() => go('today', undefined, (status?.due ?? 0) > 0 ? { show: 'due' satisfies Counted } : undefined)}><Clock3 size={14} />{t('bar.due', { n: status?.due ?? 0 })}</Press> : null}
        <Press className="quiet small" aria-label={`${lang === 'zh' ? 'English' : '中文'} · ${t('bar.language')}`} tip={t('bar.language')} onPress={() => void chooseLanguage(lang === 'zh' ? 'en' : 'zh')}>{lang === 'zh' ? 'English' : '中'}</Press>
        <Press className="quiet icon small" keyId="keys" aria-label={t('keys.keys')} onPress={onKeys}><Keyboard size={15} /></Press>
        {may('station.lock') ? <Press className="quiet small" keyId="lock" tip={`${t('keys.lock')} · ${status?.account?.name ?? ''}`} onPress={onLock}><Lock size={14} /><span className="account-name">{status?.account?.name}</span></Press> : <span className="truth account-name" title={status?.account?.name}>{status?.account?.name}</span>}
      </div>
    </header>
  );
};
