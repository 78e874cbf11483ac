import { Component, type ReactNode } from 'react';

type Props = { readonly words: string; readonly children: ReactNode };

/** Around a chart: one that fails while it is drawn leaves its words, and the table beside it stays. React writes the failure to the console. */
export class ChartFrame extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? <p className="soft chart-broken" role="note">{this.props.words}</p> : this.props.children;
  }
}
