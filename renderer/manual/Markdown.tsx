import type { Token, Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';

const pictures = import.meta.glob<string>('../../docs/pictures/**/*.png', { query: '?url', import: 'default', eager: true });
const pictureOf = (href: string): string | undefined => pictures[`../../docs/${href}`];

const all = (tokens: readonly Token[] | undefined): ReactNode => tokens?.map((token, i) => <Fragment key={i}>{one(token)}</Fragment>);

/** One token as an element. What the manual does not use is shown as its words: nothing is ever read as HTML. */
const one = (token: Token): ReactNode => {
  switch (token.type) {
    case 'space': return null;
    case 'paragraph': {
      const { tokens } = token as Tokens.Paragraph;
      return tokens.length === 1 && tokens[0]?.type === 'image' ? <figure>{all(tokens)}</figure> : <p>{all(tokens)}</p>;
    }
    case 'image': {
      const { href, text } = token as Tokens.Image;
      return <img src={pictureOf(href)} alt={text} />;
    }
    case 'list': {
      const { ordered, start, items } = token as Tokens.List;
      const rows = items.map((item, i) => <li key={i}>{all(item.tokens)}</li>);
      return ordered ? <ol start={start || 1}>{rows}</ol> : <ul>{rows}</ul>;
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return (
        <table>
          <thead><tr>{header.map((cell, i) => <th key={i} scope="col">{all(cell.tokens)}</th>)}</tr></thead>
          <tbody>{rows.map((row, i) => <tr key={i}>{row.map((cell, k) => <td key={k}>{all(cell.tokens)}</td>)}</tr>)}</tbody>
        </table>
      );
    }
    // a region that scrolls can be reached by the keyboard
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    case 'code': return <pre tabIndex={0}><code>{(token as Tokens.Code).text}</code></pre>;
    case 'codespan': return <code>{(token as Tokens.Codespan).text}</code>;
    case 'strong': return <strong>{all((token as Tokens.Strong).tokens)}</strong>;
    case 'em': return <em>{all((token as Tokens.Em).tokens)}</em>;
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return tokens ? all(tokens) : text;
    }
    default: return 'text' in token ? String(token.text) : token.raw;
  }
};

/** Part of the manual. */
export const Markdown = ({ tokens }: { tokens: readonly Token[] }) => all(tokens);
