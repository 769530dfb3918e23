// Text with links for hovers and tooltips. The only place where Markdown is made for VS Code: texts of others never become Markdown, and a link can only
// run the command that it was made with. In an untrusted workspace there are neither links nor pictures.
import * as vscode from 'vscode';
import { markdownCommand, markdownSvg, markdownText } from '../markup.ts';
import type { CommandId } from './commandIds.ts';

export type CommandLink = { readonly title: string; readonly command: CommandId; readonly args: readonly unknown[] };
export type Picture = {
  readonly words: string;
  readonly svg: string;
  readonly size: { readonly widthPx: number; readonly heightPx: number };
};

export class RichText {
  private readonly parts: string[] = [];
  private readonly commands = new Set<CommandId>();

  bold(text: string): this {
    return this.add(`**${markdownText(text)}**`);
  }

  text(text: string): this {
    const isAtStart = this.parts.at(-1)?.endsWith('\n') !== false;
    return this.add(`${isAtStart ? '' : ' '}${markdownText(text)}`);
  }

  /** What follows is a paragraph of its own. */
  paragraph(): this {
    return this.add('\n\n');
  }

  /** A paragraph of links. */
  links(links: readonly CommandLink[]): this {
    if (!vscode.workspace.isTrusted) return this;
    for (const { command } of links) this.commands.add(command);
    const made = links.map(({ title, command, args }) => markdownCommand(title, command, args));
    return this.paragraph().add(made.join('&nbsp;&nbsp;|&nbsp;&nbsp;'));
  }

  /** A paragraph of one picture. */
  picture({ words, svg, size }: Picture): this {
    return vscode.workspace.isTrusted ? this.paragraph().add(markdownSvg(words, svg, size)) : this;
  }

  get markdown(): vscode.MarkdownString {
    const made = new vscode.MarkdownString(this.parts.join(''));
    if (this.commands.size > 0) made.isTrusted = { enabledCommands: [...this.commands] };
    return made;
  }

  private add(markdown: string): this {
    this.parts.push(markdown);
    return this;
  }
}
