import { useQuery } from '@tanstack/react-query';
import { isPermitted, permissions, type ProcedureName } from '../domain/api/permissions.ts';
import { useStation, useStatus } from './station.tsx';

/**
 * Whether the account at the desk may call a procedure, by the same table the station decides by. Nobody is shown a control that would be
 * refused; until the station has answered, nothing is.
 */
export const useMay = (): ((procedure: ProcedureName) => boolean) => {
  const { ask } = useStation();
  const account = useStatus().data?.account;
  const accounts = useQuery({ ...ask.station.accounts.queryOptions(), enabled: account !== undefined });
  const hasManager = accounts.data?.some((each) => each.role === 'projectManager');
  return (procedure) => account !== undefined && hasManager !== undefined && isPermitted(permissions[procedure], account.role, hasManager);
};
