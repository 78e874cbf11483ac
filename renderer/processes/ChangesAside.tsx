import { Button } from 'react-aria-components';
import { isChanged } from '../../domain/forms/changedRows.ts';
import type { Row } from '../../domain/forms/form.ts';
import { jumpToField } from '../paper/sheet.ts';
import { useWords } from '../words.ts';
import type { AsideProps } from './asides.ts';

/** The rows of a long table that say something else than before, each a press away. */
export const ChangesAside = ({ def, data }: AsideProps) => {
  const { t } = useWords();
  const changes = Object.entries(def.fields).flatMap(([name, field]) =>
    field.kind === 'table' && field.compares && Array.isArray(data[name])
      ? (data[name] as readonly Row[]).flatMap((row, i) => (isChanged(field, row) ? [{ path: `${name}.${i + 1}.${field.compares!.column}`, title: String(row['item'] ?? row['id'] ?? ''), before: row[field.compares!.with] ?? '', after: row[field.compares!.column] ?? '' }] : []))
      : [],
  );
  if (changes.length === 0) return <p className="soft">{t('profile.unchanged')}</p>;
  return <ul className="changes">{changes.map((each) => <li key={each.path}><Button className="link" onPress={() => jumpToField(each.path)}>{each.title}</Button><span>{each.before} → <b>{each.after}</b></span></li>)}</ul>;
};
