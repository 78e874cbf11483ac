import { X } from 'lucide-react';
import { useRef, type CSSProperties } from 'react';
import { Button } from 'react-aria-components';
import type { Cell, Field, PaperSection } from '../../domain/forms/form.ts';
import { cellLabel, cellText } from '../../domain/paper/cells.ts';
import { a4, attachmentColumns, keptLines, labelUnits, leading, margin, ratingLabelUnits, type } from '../../domain/paper/geometry.ts';
import { paperWords } from '../../domain/paper/words.ts';
import { checkCode } from '../../domain/seal/content.ts';
import { fileLabel, filesOnPaper } from '../../domain/paper/signatureKind.ts';
import { bytesToText } from '../amounts.ts';
import { useWords } from '../words.ts';
import { CellValue, StillValue } from './cells.tsx';
import { PageBreaks } from './PageBreaks.tsx';
import { Readings } from './Readings.tsx';
import { useSheet } from './sheet.ts';
import { Signoff } from './Signoff.tsx';
import { TableSection } from './TableSection.tsx';

const GridCell = ({ cell, index }: { cell: Cell; index: number }) => {
  const { def, record, editable, missing, problems } = useSheet();
  const { t, lang } = useWords();
  const field: Field | undefined = def.fields[cell.f];
  const label = cellLabel(def, cell.f, lang);
  const units = labelUnits(cell, index);
  const style = { gridColumn: `span ${cell.span}`, '--label': units, '--span': cell.span } as CSSProperties;
  const empty = editable && missing.has(cell.f);
  return (
    <div className="cell" data-stacked={units === 0 || undefined} data-long={keptLines(field) > 1 || undefined} style={style} data-field={field ? cell.f : undefined} data-missing={empty || undefined} data-wrong={problems.has(cell.f) || undefined}>
      <span className="label">{label}</span>
      <span className="value" style={{ minHeight: `${keptLines(field) * type.value * leading}pt` }}>
        {field ? <CellValue name={cell.f} label={label} /> : cellText(def, record, cell.f, lang)}
        {empty ? <i className="corner" title={t('paper.required')}><span className="only-read">{t('paper.required')}</span></i> : null}
      </span>
    </div>
  );
};

const Ratings = ({ section }: { section: Extract<PaperSection, { kind: 'ratings' }> }) => {
  const { def, data } = useSheet();
  const { say } = useWords();
  const [first] = section.fields;
  const scale = first ? def.fields[first] : undefined;
  const words = scale?.kind === 'rating' ? scale.words : [];
  return (
    <section className="block">
      {section.title ? <h3 className="block-title" data-row><span>{say(section.title)}</span></h3> : null}
      <table className="readings ratings">
        <colgroup><col style={{ width: `${(ratingLabelUnits / 24) * 100}%` }} /></colgroup>
        <thead><tr data-row><th scope="col">{say(paperWords.question)}</th>{words.map((word, i) => <th key={word.en} scope="col">{say(word)} {i + 1}</th>)}</tr></thead>
        <tbody>
          {section.fields.map((name) => (
            <tr key={name} data-row>
              <th scope="row">{def.fields[name] ? say(def.fields[name].label) : name}</th>
              {words.map((word, i) => <td key={word.en} className="mark"><span className="choice"><i aria-hidden="true" data-on={data[name] === i + 1 || undefined} /></span>{data[name] === i + 1 && def.fields[name] ? <span className="only-read"><StillValue name={name} field={def.fields[name]} /></span> : null}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Attachments = ({ title }: { title: string }) => {
  const { record, editable, openAttachment, removeAttachment } = useSheet();
  const { t, lang } = useWords();
  const columns = { gridTemplateColumns: attachmentColumns.map((units) => `${units}fr`).join(' ') };
  const files = filesOnPaper(record);
  if (files.length === 0) return null;
  return (
    <section className="block">
      <h3 className="block-title" data-row><span>{title}</span></h3>
      {files.map((file, i) => (
        <div key={file.id} className="file-row" data-row style={columns}>
          <span>{i + 1}</span>
          <span>{openAttachment ? <Button className="link" onPress={() => openAttachment(file.id)}>{fileLabel(file, lang)}</Button> : fileLabel(file, lang)}</span>
          <span>{bytesToText(file.size)}</span>
          <span className="mono">
            {file.sha256.slice(0, 16)}
            {editable && removeAttachment ? <Button className="button quiet icon small desk-tool" aria-label={t('files.removeNamed', { name: file.name })} onPress={() => removeAttachment(file.id)}><X size={13} /></Button> : null}
          </span>
        </div>
      ))}
    </section>
  );
};

const Section = ({ section }: { section: PaperSection }) => {
  const { say } = useWords();
  switch (section.kind) {
    case 'grid':
      return (
        <section className="block">
          {section.title ? <h3 className="block-title" data-row><span>{say(section.title)}</span></h3> : null}
          {section.rows.map((cells, i) => (
            <div key={i} className="row" data-row>{cells.map((cell, index) => <GridCell key={cell.f} cell={cell} index={index} />)}</div>
          ))}
        </section>
      );
    case 'readings': return <Readings field={section.field} title={section.title ? say(section.title) : undefined} />;
    case 'table': return <TableSection field={section.field} title={section.title ? say(section.title) : undefined} />;
    case 'ratings': return <Ratings section={section} />;
    case 'attachments': return <Attachments title={say(section.title)} />;
    case 'signoff': return <Signoff title={say(section.title)} />;
    case 'note': return <p className="paper-note" data-row>{say(section.text)}</p>;
  }
};

const pxPerMm = 96 / 25.4;

/** The form as it will be printed, drawn from its declaration: the same cells in the same places, with inputs in the cells. */
export const Paper = ({ zoom, narrow = false }: { zoom: number; /** side margins cut, to give the cells the width */ narrow?: boolean }) => {
  const { def, record } = useSheet();
  const { t, say } = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const style = { zoom, '--side': `${narrow ? 7 : margin.left}mm`, '--top': `${margin.top}mm` } as CSSProperties;
  return (
    <article className="page paper-world" style={style} aria-label={`${say(def.title)} ${record.number}`}>
      <header className="page-head">
        {record.seal ? <div className="page-seal">{say(paperWords.sealed)}<small><span>{record.number}</span><span>{checkCode(record.seal.contentHash).slice(0, 9)}</span></small></div> : null}
        <h2>{say(def.title)}</h2>
        <p><span>{say(record.context.contractor)}</span><span>{say(paperWords.number)} {record.number}</span></p>
      </header>
      <div className="frame" ref={frame}>
        {def.paper.sections.map((section, i) => <Section key={i} section={section} />)}
        <PageBreaks frame={frame} />
      </div>
      {record.voided ? <p className="page-stamp">{t('record.voided')}</p> : record.correctedBy ? <p className="page-stamp">{t('record.corrected')}</p> : null}
    </article>
  );
};

/** CSS px a page is wide at 100 %. */
export const pageWidth = (narrow: boolean): number => (narrow ? a4.width - margin.left - margin.right + 14 : a4.width) * pxPerMm;
