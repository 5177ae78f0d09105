/** Light and dark by the reader's own setting. Nothing is loaded: system fonts, and shapes drawn in place. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#16202e;--quiet:#64708a;--line:#e2e7f0;--card:#fff;--back:#f3f6fb;--accent:#2b5fd9;--soft:#eaf0fe;--good:#0f7b4a;--good-soft:#e2f6ec;--warn:#975a00;--warn-soft:#fdf0d9;--bad:#b42318;--bad-soft:#fde8e6}
@media (prefers-color-scheme:dark){:root{--ink:#e7ecf4;--quiet:#94a1b8;--line:#283243;--card:#161d29;--back:#0d121a;--accent:#8fb4ff;--soft:#1b2942;--good:#63d8a0;--good-soft:#12301f;--warn:#f2b95c;--warn-soft:#33270f;--bad:#ff9086;--bad-soft:#3a1917}}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back)}
header,main,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}footer{padding-bottom:2rem;color:var(--quiet);font-size:.8rem}
header{padding-top:1.6rem;padding-bottom:1.1rem;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center}
h1{font-size:1.3rem;margin:0 auto 0 0;letter-spacing:-.01em}h1 a{color:inherit}h1 svg{vertical-align:-.3rem;margin-right:.5rem}
h2{font-size:1.08rem;margin:0 0 .8rem}h3{font-size:.8rem;margin:1.4rem 0 .4rem;color:var(--quiet);font-weight:600}small{font-weight:normal;color:var(--quiet)}
.chip{display:inline-block;border:1px solid var(--line);background:var(--card);border-radius:99px;padding:.1rem .7rem;font-size:.8rem;color:var(--quiet)}
.chip strong{color:var(--ink);font-weight:600}.chip.moved{background:var(--warn-soft);color:var(--warn);border-color:transparent}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.1rem 1.4rem;margin-bottom:1.1rem;overflow-x:auto;box-shadow:0 1px 2px rgb(16 24 40/4%)}
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:600;color:var(--quiet);font-size:.78rem;white-space:nowrap}
th,td{padding:.4rem 1rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}tr:last-child td{border-bottom:0}td:last-child,th:last-child{padding-right:0}
tbody.group:not(:last-child) tr:last-child td{border-bottom:1px solid var(--line)}tbody.group tr:not(:last-child) td:not(.package){border-bottom-color:transparent}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}code,.version{font:.86em ui-monospace,SFMono-Regular,Menlo,monospace}
.quiet{color:var(--quiet)}.right{text-align:right;white-space:nowrap}.caption{font-size:.78rem;margin:0}details{margin-top:1.2rem}summary{font-size:.8rem;font-weight:600;color:var(--quiet);cursor:pointer;margin-bottom:.4rem}.wide{max-width:38rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.format{display:inline-block;min-width:3.6rem;text-align:center;font-size:.72rem;font-weight:600;color:var(--accent);background:var(--soft);border-radius:6px;padding:.05rem .45rem;margin-right:.3rem}
.pill{display:inline-block;border-radius:99px;padding:0 .6rem;font-size:.8rem;font-weight:500;background:var(--good-soft);color:var(--good)}
.pill.unlisted,.pill.archived,.pill.unfinished,.pill.late{background:var(--warn-soft);color:var(--warn)}.pill.disposed,.pill.deleted,.pill.wrong{background:var(--bad-soft);color:var(--bad)}
.latest{font-weight:600}.differs{color:var(--warn)}
.map{display:block;max-width:100%;height:auto;margin:0 0 .5rem}.map rect{fill:var(--card);stroke:var(--line);stroke-width:1.5}.map a:hover rect{stroke:var(--accent)}
.map .outside rect{fill:var(--soft);stroke:none}.map text{fill:var(--ink);font:600 13px system-ui,sans-serif}.map .below{fill:var(--quiet);font-weight:400;font-size:11.5px}
.map path{fill:none;stroke:var(--quiet);stroke-width:1.5;opacity:.7}.map marker path{fill:var(--quiet);stroke:none;opacity:1}
`;
