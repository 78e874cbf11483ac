import { useQuery } from '@tanstack/react-query';
import { isActive } from '../../domain/accounts/accounts.ts';
import type { Account } from '../../domain/api/types.ts';
import type { Role } from '../../domain/forms/form.ts';
import { Press } from '../desk/parts.tsx';
import { useLock } from '../desk/useLock.ts';
import { useMay } from '../may.ts';
import { go } from '../router.ts';
import { useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';

/** At most so many people are offered by name. */
const mostNamed = 3;

/** What the account at the desk may not do is another's: he signs in with one press, or is added where nobody of these roles has an account. `isAble`: who of them really can. */
export const OtherAccount = ({ roles, isAble = () => true }: { roles: readonly Role[]; isAble?: (account: Account) => boolean }) => {
  const { ask } = useStation();
  const { t, list } = useWords();
  const may = useMay();
  const lock = useLock();
  const own = useStatus().data?.account?.id;
  const accounts = useQuery({ ...ask.station.accounts.queryOptions(), enabled: may('station.accounts') && may('station.lock') });
  if (!accounts.data || roles.length === 0) return null;
  const able = accounts.data.filter((each) => isActive(each) && each.id !== own && roles.includes(each.role) && isAble(each));
  if (able.length > mostNamed) return <span className="other-account"><Press className="small" onPress={() => lock()}>{t('other.signIn')}</Press></span>;
  if (able.length > 0) return <span className="other-account">{able.map(({ id, name }) => <Press key={id} className="small" onPress={() => lock(id)}>{t('other.signInAs', { name })}</Press>)}</span>;
  const who = list(roles.map((role) => t(`role.${role}`)));
  return (
    <span className="other-account">
      {t('other.nobody', { who })}
      {may('station.addAccount') ? <Press className="small" onPress={() => go('settings', 'accounts', { add: roles[0]! })}>{t('other.add', { who: t(`role.${roles[0]!}`) })}</Press> : ` ${t('other.askManager')}`}
    </span>
  );
};
