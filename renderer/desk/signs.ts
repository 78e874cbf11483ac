import { useEffect } from 'react';
import { useStation } from '../station.tsx';

export type SignTeller = { /** somebody gave a sign just now */ readonly sign: () => void; readonly stop: () => void };

/**
 * Tells the station of signs of a person, at most once in `every` ms: the first at once, later ones of the same while together, with how
 * long ago the newest was. So the station knows to the second when the last sign was, without a call for every move of the mouse.
 */
export const createSignTeller = (tell: (ago: number) => void, every: number, clock: () => number): SignTeller => {
  let told = Number.NEGATIVE_INFINITY;
  let newest = told;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tellNow = () => {
    timer = undefined;
    told = clock();
    tell(Math.round(told - newest));
  };
  return {
    sign: () => {
      newest = clock();
      if (timer !== undefined) return;
      const wait = told + every - newest;
      if (wait <= 0) tellNow();
      else timer = setTimeout(tellNow, wait);
    },
    stop: () => clearTimeout(timer),
  };
};

/** ms between two tellings: one a minute, and so often that a short idle lock is not reckoned from an old sign. */
export const tellEvery = (idleMinutes: number): number => Math.min(60_000, (idleMinutes * 60_000) / 4);

/**
 * Tells the station while `watching` that a person uses this window: keys, presses, wheel and fingers, and a pointer that really moved (a
 * page that scrolls under a resting mouse moves it too, by itself). What a script makes up is no sign.
 */
export const useSignsOfPerson = (watching: boolean, idleMinutes: number): void => {
  const { client } = useStation();
  useEffect(() => {
    if (!watching) return;
    // a station that locked meanwhile refuses; a line that is broken is told where it is used
    const teller = createSignTeller((ago) => { client.station.touch({ ago }).catch(() => undefined); }, tellEvery(idleMinutes), () => performance.now());
    let place = '';
    const signed = (event: Event) => {
      if (!event.isTrusted) return;
      if (event.type === 'pointermove') {
        const { screenX, screenY } = event as PointerEvent;
        const before = place;
        place = `${screenX} ${screenY}`;
        if (before === '' || before === place) return;
      }
      teller.sign();
    };
    const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchmove', 'compositionupdate'] as const;
    for (const sign of signs) window.addEventListener(sign, signed, { passive: true, capture: true });
    return () => {
      teller.stop();
      for (const sign of signs) window.removeEventListener(sign, signed, { capture: true });
    };
  }, [watching, idleMinutes, client]);
};
