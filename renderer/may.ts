import type { ProcedureName } from '../domain/api/permissions.ts';
import { useStatus } from './station.tsx';

/**
 * Whether a procedure answers the account at the desk, as the station itself says. Nobody is shown a control that would be refused; until the
 * station has answered, nothing is.
 */
export const useMay = (): ((procedure: ProcedureName) => boolean) => {
  const offers = useStatus().data?.offers;
  return (procedure) => offers?.includes(procedure) ?? false;
};
