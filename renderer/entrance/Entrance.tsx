import type { ReactNode } from 'react';
import { chooseLanguage, useWords } from '../words.ts';
import { Press } from '../desk/parts.tsx';

/** The frame of the screens before the desk: the product's name, the language, one column. */
export const Entrance = ({ children }: { children: ReactNode }) => {
  const { t, lang } = useWords();
  return (
    <main className="entrance">
      <header>
        <span className="sheets" aria-hidden="true"><i /><i /><i /></span>
        <p><strong lang="zh-CN">三联</strong> <span>{t('app.tagline')}</span></p>
        <Press className="quiet small" aria-label={`${lang === 'zh' ? 'English' : '中文'} · ${t('bar.language')}`} onPress={() => void chooseLanguage(lang === 'zh' ? 'en' : 'zh')}>{lang === 'zh' ? 'English' : '中文'}</Press>
      </header>
      {children}
    </main>
  );
};
