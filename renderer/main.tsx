import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { connectStation } from './client.ts';
import { keepFocus } from './focus.ts';
import { listenToKeys } from './keys.ts';
import { keepOpenDrafts } from './record/draft.ts';
import { StationProvider } from './station.tsx';
import { startWords } from './words.ts';
import './style/tokens.css';
import './style/base.css';
import './style/desk.css';
import './style/entrance.css';
import './style/agenda.css';
import './style/report.css';
import './style/board.css';
import './paper/paper.css';
import './handover/handover.css';

const root = document.querySelector('#root');
if (!root) throw new Error('the page has no #root');
listenToKeys(window);
keepFocus();
await startWords();
const client = await connectStation();
// a window that is closed or hidden may not come back
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') void keepOpenDrafts(); });
createRoot(root).render(
  <StationProvider client={client}>
    <App />
  </StationProvider>,
);
