/** How the page looks, in light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8886; --ours: #3f7fbf; --goal: #d9662c; }
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1rem; }
th, td { padding: 2px .7rem; text-align: right; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
.source { color: #888; margin: 0; }
.bars { width: 100%; }
.chart { width: 60%; }
.bar { position: relative; display: flex; height: 1.1em; }
i.key { display: inline-block; width: 1em; height: 1em; margin-left: .6em; vertical-align: -.15em; }
.bar i { min-width: 1px; }
.bar b { position: absolute; top: -2px; bottom: -2px; border-left: 2px solid var(--goal); }
.part0 { background: #3f7fbf; } .part1 { background: #72b0e0; } .part2 { background: #4da58b; } .part3 { background: #9cc66a; }
.part4 { background: #d9a441; } .part5 { background: #c9707a; } .part6 { background: #9478b8; }
svg { margin: 0 1rem 1rem 0; }
svg text { font: 11px system-ui, sans-serif; fill: currentColor; }
svg .title { font-weight: 600; }
svg .tick { text-anchor: end; }
svg .end { text-anchor: middle; }
svg .axis, svg .grid { stroke: var(--line); }
svg .goal { stroke: var(--goal); stroke-dasharray: 4 3; }
svg polyline { fill: none; stroke: var(--ours); stroke-width: 1.5; }
svg circle { fill: var(--ours); }
`;
