import { useState } from 'react';
import type { FormDef, Signer } from '../../domain/forms/form.ts';
import type { Rec } from '../../domain/record/record.ts';
import { returningSteps } from '../../domain/record/sign.ts';
import { FileButton } from '../desk/FileButton.tsx';
import { LeaveSheet } from '../desk/LeaveSheet.tsx';
import { useLacks } from '../desk/lacks.tsx';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { TimeText } from '../paper/TimeText.tsx';
import { useNow } from './useRecord.ts';
import { useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';

/** What stands on the paper before it stands in the dialog; kept while the sheet is saved. */
type Written = { readonly name: string; readonly post: string; readonly day: string; readonly code: string; readonly scan: File | null; /** the step by which it came back unsigned; empty for a signature */ readonly back: string; readonly reason: string };

/** A signature with a pen: the sheet goes out to be printed, and what came back signed is entered with its scan. */
export const PaperSigning = ({ record, def, signer, onClose, onDone }: { record: Rec; def: FormDef; signer: Signer; onClose: () => void; onDone: () => void }) => {
  const { client } = useStation();
  const { t, say } = useWords();
  const [written, setWritten] = useState<Written>({ name: '', post: '', day: '', code: '', scan: null, back: '', reason: '' });
  const [saving, setSaving] = useState(false);
  if (saving) {
    return (
      <LeaveSheet
        title={t('paperSign.saveTitle', { number: record.number })} note={t('paperSign.saveNote')} onClose={() => setSaving(false)}
        formats={[{ value: 'pdf', label: 'PDF' }]} make={(_, to, reason) => client.signing.sheet({ id: record.id, to, reason })} nameOf={() => `${record.number}-${say(signer.label)}.pdf`}
      />
    );
  }
  return <Entering record={record} def={def} signer={signer} written={written} onWrite={setWritten} onSave={() => { setWritten({ ...written, scan: null }); setSaving(true); }} onClose={onClose} onDone={onDone} />;
};

type Props = { readonly record: Rec; readonly def: FormDef; readonly signer: Signer; readonly written: Written; readonly onWrite: (written: Written) => void; readonly onSave: () => void; readonly onClose: () => void; readonly onDone: () => void };

const Entering = ({ record, def, signer, written, onWrite, onSave, onClose, onDone }: Props) => {
  const { client } = useStation();
  const status = useStatus();
  const now = useNow();
  const { t, say } = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { name, post, day, code, scan, back, reason } = written;
  const steps = returningSteps(def, record.state);
  const [who, when] = back === '' ? [t('paperSign.name'), t('paperSign.day')] : [t('paperSign.returnName'), t('paperSign.returnDay')];
  const fill = (field: string): string => t('account.fill', { field });
  const lacks = useLacks({
    name: name.trim() === '' ? fill(who) : null,
    post: signer.party !== 'contractor' && post.trim() === '' ? fill(t('sign.post')) : null,
    day: day === '' ? fill(when) : null,
    code: code.trim() === '' ? fill(t('paperSign.checkCode')) : null,
    reason: back !== '' && reason.trim() === '' ? fill(t('record.reason')) : null,
    scan: scan === null ? t('paperSign.needScan') : null,
  });
  const enter = async () => {
    if (!lacks.isComplete() || !scan) return;
    setBusy(true);
    setError(null);
    try {
      const paper = { id: record.id, role: signer.role, name, post, place: '', day, checkCode: code, scan, fileName: scan.name };
      await (back === '' ? client.signing.takePaper(paper) : client.signing.returnPaper({ ...paper, transition: back, reason }));
      onDone();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const change = (more: Partial<Written>) => onWrite({ ...written, ...more });
  return (
    <Sheet
      title={t('paperSign.title', { role: say(signer.label) })} onClose={onClose}
      footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="main" isDisabled={busy} onPress={() => void enter()}>{busy ? t('paperSign.confirming') : back === '' ? t('paperSign.confirm') : t('paperSign.confirmReturn')}</Press></>}
    >
      <section className="paper-signing">
        <h3>{t('paperSign.print')}</h3>
        <p>{t('paperSign.printNote')}</p>
        <Press onPress={onSave}>{t('paperSign.save')}</Press>
      </section>
      <form className="paper-signing" aria-label={t('paperSign.enter')} onSubmit={(event) => { event.preventDefault(); void enter(); }}>
        <h3>{t('paperSign.enter')}</h3>
        {steps.length > 0 ? (
          <div className="field paper-result" role="radiogroup" aria-label={t('paperSign.result')}>
            <label><input type="radio" name="paper-result" checked={back === ''} onChange={() => change({ back: '' })} /> {t('paperSign.signed')}</label>
            {steps.map((step) => <label key={step.id}><input type="radio" name="paper-result" checked={back === step.id} onChange={() => change({ back: step.id })} /> {t('paperSign.returned', { step: say(step.label) })}</label>)}
          </div>
        ) : null}
        <div className="two-fields">
          <div className="field"><label htmlFor={lacks.input('name').id}>{who}</label><input {...lacks.input('name')} className="input" maxLength={60} autoComplete="off" value={name} onChange={(event) => change({ name: event.target.value })} />{lacks.note('name')}</div>
          <div className="field"><label htmlFor={lacks.input('post').id}>{t('sign.post')}</label><input {...lacks.input('post')} className="input" maxLength={60} autoComplete="off" value={post} onChange={(event) => change({ post: event.target.value })} />{lacks.note('post')}</div>
          <div className="field"><label htmlFor={lacks.input('day').id}>{when}</label><TimeText id={lacks.input('day').id} className="input" label={when} precision="day" now={now} value={day === '' ? undefined : day} wrong={lacks.input('day')['aria-invalid']} describedBy={lacks.input('day')['aria-describedby']} onTime={(time) => change({ day: time ?? '' })} onWrong={() => change({ day: '' })} onEnter={() => document.getElementById(lacks.input('code').id)?.focus()} />{lacks.note('day')}</div>
          <div className="field"><label htmlFor={lacks.input('code').id}>{t('paperSign.checkCode')}</label><input {...lacks.input('code')} className="input mono" maxLength={40} autoComplete="off" spellCheck={false} placeholder={t('paperSign.checkCodeHint')} value={code} onChange={(event) => change({ code: event.target.value })} />{lacks.note('code')}</div>
        </div>
        {back === '' ? null : <div className="field"><label htmlFor={lacks.input('reason').id}>{t('paperSign.returnReason')}</label><textarea {...lacks.input('reason')} className="input" rows={3} maxLength={500} value={reason} onChange={(event) => change({ reason: event.target.value })} />{lacks.note('reason')}</div>}
        <div className="field"><label htmlFor={lacks.input('scan').id}>{t('paperSign.scan')}</label><FileButton id={lacks.input('scan').id} accept=".pdf,.jpg,.jpeg,.png" onFile={(file) => change({ scan: file })}>{t('paperSign.choose')}</FileButton>{lacks.note('scan')}</div>
        <p className="soft">{t('paperSign.witness', { name: status.data?.account?.name ?? '' })}</p>
        <Wrong error={error} def={def} />
      </form>
    </Sheet>
  );
};
