/** The look of an exported report: light and dark by the reader's system, always light on paper. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d8dee4;--paper:#fff;--wash:#f6f8fa;--bar:#b42318;--mark:#0a58ca;--good:#1a7f37;--bad:#b42318;--open:#7d4e00}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#a3adb8;--line:#323a44;--paper:#14181d;--wash:#1c2229;--bar:#ff8a7a;--mark:#82b4ff;--good:#6fdd8b;--bad:#ff8a7a;--open:#e3b341}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--wash:#f4f4f4;--bar:#b42318;--mark:#0a58ca;--good:#1a7f37;--bad:#b42318;--open:#7d4e00}}
@page{margin:18mm 16mm}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
main{max-width:62rem;margin:0 auto;padding:2.5rem 1.5rem 5rem}
h1{font-size:1.7rem;line-height:1.25;letter-spacing:-.01em;margin:0 0 .3rem;overflow-wrap:anywhere;text-wrap:balance}
h1+p{color:var(--soft);margin:0 0 1.5rem}
h2{font-size:1.25rem;line-height:1.3;margin:2.8rem 0 .8rem;padding-bottom:.35rem;border-bottom:2px solid var(--line);overflow-wrap:anywhere}
h3{font-size:1.02rem;margin:1.8rem 0 .5rem;overflow-wrap:anywhere}
h4{font-size:.95rem;color:var(--soft);margin:1.4rem 0 .4rem;overflow-wrap:anywhere}
nav ol{columns:2 14rem;list-style:none;padding:.9rem 1.1rem;margin:1rem 0;background:var(--wash);border-radius:6px;font-size:.93em}nav ol>li{margin:0;padding:.15rem 0;break-inside:avoid}nav a{color:inherit}
p,li{overflow-wrap:anywhere;max-width:80ch}p{margin:.6rem 0}
ol,ul{padding-left:1.4rem}ol>li{margin:.9rem 0}ol>li>ul,ul>li>ul{margin:.2rem 0;padding-left:0;list-style:none}
a{color:var(--mark);text-underline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.9em;margin:.8rem 0 1.2rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .7rem .5rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{color:var(--soft);font-weight:600;font-size:.92em;vertical-align:bottom;border-bottom-width:2px}
.facts th{width:8.5rem;font-weight:600;white-space:nowrap}.facts{font-size:1em}
pre,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.84em}
pre{background:var(--wash);border:1px solid var(--line);border-radius:6px;padding:.7rem .8rem;margin:.3rem 0;white-space:pre-wrap;overflow-wrap:anywhere;max-height:30rem;overflow:auto}
code{background:var(--wash);border-radius:4px;padding:.05em .3em;overflow-wrap:anywhere}
.note{color:var(--soft);font-style:normal;font-size:.92em}
.checklist{list-style:none;padding:0}.checklist li{display:grid;grid-template-columns:7rem 1fr;gap:.6rem;margin:.55rem 0;max-width:none}
.state{font-weight:600}.met{color:var(--good)}.unmet{color:var(--bad)}.unverified{color:var(--open)}
figure{margin:1.2rem 0}figcaption{color:var(--soft);font-size:.87em;margin-bottom:.35rem;overflow-wrap:anywhere}.code{margin:.7rem 0}.code figcaption{margin-bottom:.2rem}
svg{width:100%;height:auto;display:block}.bar{fill:var(--bar)}.axis,.grid{stroke:var(--line)}line.mark{stroke:var(--mark);stroke-dasharray:3 3}.label{fill:var(--soft);font-size:12px}
.marks{font-size:.87em;color:var(--soft);margin:.5rem 0 0;padding-left:1.4rem}.marks li{margin:.1rem 0;max-width:none}
@media screen and (max-width:640px){
main{padding:1.5rem 1rem 4rem}h1{font-size:1.35rem}
table:not(.facts) colgroup,table:not(.facts) thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table:not(.facts),table:not(.facts) tbody,table:not(.facts) tr,table:not(.facts) td{display:block;width:100%}
table:not(.facts) tr{border-bottom:1px solid var(--line);padding:.6rem 0}
table:not(.facts) td{display:grid;grid-template-columns:6.5rem 1fr;gap:.6rem;border:0;padding:.15rem 0}
table:not(.facts) td::before{content:attr(data-name);color:var(--soft);font-size:.92em}
.facts tr,.facts th,.facts td{display:block;width:100%}.facts th{border:0;padding:.6rem 0 0;color:var(--soft)}.facts td{padding-top:.1rem}
.checklist li{grid-template-columns:1fr;gap:0}
svg{overflow:visible}.label{font-size:25px}
}
@media print{nav{display:none}p:has(+figure.code),p:has(+pre),p:has(+ul),p:has(+ol){break-after:avoid}main{max-width:none;padding:0}body{font-size:10.5pt}h2,h3,h4,figcaption{break-after:avoid}tr,figure:not(.code){break-inside:avoid}thead{display:table-header-group}pre{max-height:none;overflow:visible}a[href]{color:inherit}}
`.trim();
