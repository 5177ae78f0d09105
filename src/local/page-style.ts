/** Text as it may stand in HTML, also within double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#1b2430;--quiet:#667085;--line:#e3e7ee;--card:#fff;--back:#f5f7fa;--accent:#2456c7;--good:#127a4b;--warn:#a15c00;--bad:#b42318}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--quiet:#98a2b3;--line:#2b3442;--card:#181f2a;--back:#10151d;--accent:#8ab0ff;--good:#5bd39a;--warn:#f0b357;--bad:#ff8a80}}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back)}
header,main{max-width:70rem;margin:0 auto;padding:0 1.25rem}header{padding-top:1.5rem}h1{font-size:1.3rem;margin:0}h1 a{color:inherit}
header p{margin:.15rem 0 1rem;color:var(--quiet)}h2{font-size:1.05rem;margin:0 0 .6rem}small{font-weight:normal;color:var(--quiet)}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.25rem;margin-bottom:1rem;overflow-x:auto}
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:600;color:var(--quiet);font-size:.8rem}
th,td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}tr:last-child td{border-bottom:0}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}code{font:.85em ui-monospace,monospace}
.quiet{color:var(--quiet)}.published{color:var(--good)}.unlisted,.archived,.unfinished{color:var(--warn)}.disposed,.deleted{color:var(--bad)}
.wide{max-width:36rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
`;
