// The editor on the other side: messages, and the little that the page keeps over hide, show and reload.
import type { FromWebview } from '../src/webviewProtocol.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** May be called once only. */
export const host = acquireVsCodeApi();
