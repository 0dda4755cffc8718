/** The look of an exported report: light and dark by the reader's system, always light on paper. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--wash:#f6f8fa;--bar:#b42318;--mark:#0a58ca}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#a3adb8;--line:#3a424c;--paper:#14181d;--wash:#1c2229;--bar:#ff8a7a;--mark:#82b4ff}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--wash:#f4f4f4;--bar:#b42318;--mark:#0a58ca}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:64rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.55rem;line-height:1.25;margin:0 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-top:.9rem;border-top:1px solid var(--line);overflow-wrap:anywhere}
h3{font-size:1rem;margin:1.4rem 0 .4rem;overflow-wrap:anywhere}
p,li{overflow-wrap:anywhere;max-width:80ch}
ol>li{margin:.5rem 0}ol>li>ul{margin:.15rem 0;padding-left:1rem;list-style:none;color:var(--ink)}
a{color:var(--mark)}
.table{overflow-x:auto;margin:.6rem 0}
table{border-collapse:collapse;width:100%;font-size:.92em}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere;min-width:4.5rem}
thead th{color:var(--soft);font-weight:600;white-space:nowrap}
tbody th{width:12rem;font-weight:600}
pre,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.85em}
pre{background:var(--wash);border:1px solid var(--line);border-radius:6px;padding:.7rem .8rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
code{background:var(--wash);border-radius:4px;padding:.05em .3em;overflow-wrap:anywhere}
.checklist{list-style:none;padding:0}.checklist li{margin:.35rem 0}.mark{display:inline-block;min-width:4.2rem;font-weight:600;color:var(--soft)}
figure{margin:1rem 0}figcaption{color:var(--soft);font-size:.9em;margin-bottom:.3rem}
svg{width:100%;height:auto;display:block}.bar{fill:var(--bar)}.axis{stroke:var(--line)}.mark{stroke:var(--mark)}line.mark{stroke-dasharray:3 3}.label{fill:var(--soft);font-size:11px}
.marks{font-size:.85em;color:var(--soft);margin:.4rem 0 0;padding-left:1.4rem}
@media print{main{max-width:none;padding:0}h2,h3{break-after:avoid}tr,pre,figure{break-inside:avoid}a[href]{color:inherit}}
`.trim();
