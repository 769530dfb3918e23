// The page that shows the results: an empty frame with one script and one style sheet.

export type PageResources = {
  readonly surface: 'view' | 'panel';
  readonly scriptUri: string;
  readonly styleUri: string;
  /** The source that the editor serves our files from. */
  readonly cspSource: string;
  readonly nonce: string;
};

export function resultsHtml({ surface, scriptUri, styleUri, cspSource, nonce }: PageResources): string {
  const policy = [
    "default-src 'none'", // Nothing but what is named below; no connections at all.
    // Our style sheet. The hash is that of an empty style element, which the toolkit makes and fills by script; none with text in it is let in.
    `style-src ${cspSource} 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`,
    `script-src 'nonce-${nonce}'`, // The one bundle.
    'worker-src blob:', // The bundle's own text of its worker, which works the model out.
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${styleUri}">
<title>TuneLens</title>
</head>
<body data-surface="${surface}">
<main id="results"></main>
<script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>`;
}
