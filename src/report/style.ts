// The style sheet of the HTML report.
export const reportStyle = `
:root { color-scheme: light dark; --text: #1f2328; --muted: #59636e; --grid: #e4e7eb; --background: #fff; --trial: #3b78c4; --best: #0f7b4f; --baseline: #9a6700; --model: #7a52b3; --failed: #c4314b; --selected: #b35900; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --muted: #9aa4af; --grid: #30363d; --background: #14171b; --trial: #6ea8f0; --best: #4cc38a; --baseline: #e0a93b; --model: #b393e6; --failed: #f2708a; --selected: #ffab40; } }
body { margin: 0; background: var(--background); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 940px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 26px; margin: 0 0 8px; } h2 { font-size: 18px; margin: 36px 0 8px; } p { margin: 4px 0; }
.verdict { font-size: 17px; } .verdict strong { color: var(--best); font-size: 20px; }
code { font: 13px ui-monospace, "DejaVu Sans Mono", monospace; border: 1px solid var(--grid); border-radius: 4px; padding: 1px 6px; white-space: nowrap; }
figure { margin: 12px 0 0; } figure svg { width: 100%; height: auto; } figcaption { color: var(--muted); font-size: 13px; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(360px, 100%), 1fr)); gap: 0 20px; align-items: start; } .wide { grid-column: 1 / -1; }
.key { color: var(--muted); font-size: 13px; margin-top: 12px; } .key span { margin-left: 10px; }
.trial { color: var(--trial); } .best { color: var(--best); } .model { color: var(--model); } .baseline { color: var(--baseline); } .failed { color: var(--failed); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
th, td { text-align: left; padding: 4px 16px 4px 0; border-bottom: 1px solid var(--grid); vertical-align: top; } th { color: var(--muted); font-weight: 600; }
.best-row td { color: var(--best); font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 20px; margin: 0; } dt { color: var(--muted); } dd { margin: 0; }
@media print { main { max-width: none; padding: 0; } figure { break-inside: avoid; } }
`;
