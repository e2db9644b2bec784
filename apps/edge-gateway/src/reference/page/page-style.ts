export const PAGE_STYLE = `
:root {
  color-scheme: light;
  --page: #ffffff; --raised: #f7f7f9; --line: #e4e5ea; --text: #1c1e26; --soft: #5b6070; --faint: #6d7283;
  --accent: #4f46e5; --accent-soft: #eef0ff; --chip: #f0f1f5; --required: #b42318;
  --get: #0f7b4d; --get-soft: #e3f5ec; --post: #4338ca; --post-soft: #eceaff; --delete: #b42318; --delete-soft: #fdeceb;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Code', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  --code-page: #171923; --code-head: #1f2230; --code-line: #2c3042; --code-text: #d9dcea; --code-soft: #9298b0;
}
:root[data-theme='dark'] {
  color-scheme: dark;
  --page: #0e1017; --raised: #151823; --line: #262a38; --text: #e6e8f0; --soft: #a5aabd; --faint: #8a90a6;
  --accent: #a5a8ff; --accent-soft: #1f2140; --chip: #1d2130; --required: #ff8f85;
  --get: #5fd6a0; --get-soft: #11301f; --post: #b1adff; --post-soft: #24224a; --delete: #ff8f85; --delete-soft: #3b1a18;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme='light']) {
    color-scheme: dark;
    --page: #0e1017; --raised: #151823; --line: #262a38; --text: #e6e8f0; --soft: #a5aabd; --faint: #8a90a6;
    --accent: #a5a8ff; --accent-soft: #1f2140; --chip: #1d2130; --required: #ff8f85;
    --get: #5fd6a0; --get-soft: #11301f; --post: #b1adff; --post-soft: #24224a; --delete: #ff8f85; --delete-soft: #3b1a18;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 5rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.6 Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
}
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, pre { font-family: var(--mono); }
code { font-size: .875em; }
:is(p, li, dd, td) > code { background: var(--chip); border-radius: 4px; padding: .1em .35em; overflow-wrap: anywhere; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; z-index: 3; background: var(--page); padding: .5rem 1rem; }

.bar {
  position: sticky; top: 0; z-index: 2; display: flex; align-items: center; gap: .9rem; height: 3.5rem; padding: 0 1.5rem;
  background: color-mix(in srgb, var(--page) 88%, transparent); backdrop-filter: blur(10px); border-bottom: 1px solid var(--line);
}
.brand { display: flex; align-items: center; gap: .6rem; color: var(--text); font-weight: 650; letter-spacing: -.01em; font-size: 1.05rem; }
.brand:hover { text-decoration: none; }
.mark { display: grid; place-items: center; width: 1.65rem; height: 1.65rem; border-radius: .45rem; background: #4f46e5; color: #fff; font-size: .95rem; }
.version { color: var(--faint); font-size: .85rem; }
.space { flex: 1; }
.bar-link { font-size: .9rem; }
.theme { width: 2.1rem; height: 2.1rem; border: 1px solid var(--line); border-radius: .5rem; background: none; color: var(--soft); font-size: 1rem; cursor: pointer; }
.theme:hover { background: var(--raised); }

.frame { display: grid; grid-template-columns: 17rem minmax(0, 1fr); max-width: 96rem; margin: 0 auto; }
.contents {
  position: sticky; top: 3.5rem; align-self: start; height: calc(100vh - 3.5rem); overflow-y: auto; padding: 1.25rem 1rem 3rem 1.5rem;
  border-right: 1px solid var(--line); font-size: .9rem;
}
.contents h2 { margin: 1.5rem 0 .4rem .6rem; font-size: .72rem; font-weight: 650; letter-spacing: .06em; text-transform: uppercase; color: var(--faint); }
.contents ul { list-style: none; margin: 0; padding: 0; }
.contents a { display: flex; align-items: center; justify-content: space-between; gap: .5rem; padding: .3rem .6rem; border-radius: .4rem; color: var(--soft); line-height: 1.4; }
.contents a:hover { background: var(--raised); color: var(--text); text-decoration: none; }
.contents a[aria-current] { background: var(--accent-soft); color: var(--accent); font-weight: 550; }
.contents .method { font-size: .6rem; padding: .05rem .3rem; }
.find { width: 100%; padding: .45rem .7rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--raised); color: var(--text); font: inherit; }
.find::placeholder { color: var(--faint); }

main { padding: 2.5rem 3rem 8rem; min-width: 0; }
.guides { max-width: 50rem; }
h1 { margin: 0 0 1rem; font-size: 2.1rem; line-height: 1.2; letter-spacing: -.025em; font-weight: 700; }
h2 { margin: 3rem 0 .8rem; font-size: 1.4rem; letter-spacing: -.015em; font-weight: 650; }
h3 { margin: 0 0 .6rem; font-size: 1.15rem; letter-spacing: -.01em; font-weight: 650; }
h3 a { color: inherit; }
h4 { margin: 1.8rem 0 .2rem; font-size: .78rem; letter-spacing: .05em; text-transform: uppercase; color: var(--faint); font-weight: 650; }
p { margin: .6rem 0; }
.guides > p, .lead { color: var(--soft); }
.guides > h1 + p { font-size: 1.1rem; }
table { width: 100%; margin: 1rem 0; border-collapse: collapse; font-size: .9rem; }
th { text-align: left; color: var(--faint); font-weight: 550; font-size: .8rem; }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td > code { white-space: nowrap; }
td:last-child > code { white-space: normal; }

.chapter { margin-top: 4rem; border-top: 1px solid var(--line); }
.chapter > h2 { margin-top: 2.5rem; font-size: 1.6rem; }
.operation { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 3rem; padding: 2.5rem 0; border-bottom: 1px solid var(--line); }
.operation:last-child { border-bottom: 0; }
.code-side { position: sticky; top: 5rem; align-self: start; display: grid; gap: 1rem; min-width: 0; max-height: calc(100vh - 6rem); overflow-y: auto; scrollbar-width: thin; }
.path { display: flex; align-items: center; gap: .6rem; margin: 0 0 1rem; }
.path code { background: none; padding: 0; font-size: .9rem; }
.method { font: 650 .7rem/1.5 var(--mono); text-transform: uppercase; padding: .1rem .4rem; border-radius: .3rem; background: var(--chip); color: var(--soft); }
.method.get { background: var(--get-soft); color: var(--get); }
.method.post { background: var(--post-soft); color: var(--post); }
.method.delete { background: var(--delete-soft); color: var(--delete); }

.fields { list-style: none; margin: 0; padding: 0; }
.fields > li { padding: .7rem 0; border-bottom: 1px solid var(--line); }
.fields > li:last-child { border-bottom: 0; }
.fields p { margin: .2rem 0; color: var(--soft); font-size: .92rem; }
.field { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .6rem; }
.field-name { font-weight: 600; font-size: .88rem; }
.type { color: var(--faint); font-size: .82rem; overflow-wrap: anywhere; }
.required { color: var(--required); font-size: .75rem; font-weight: 550; }
.words { display: flex; flex-wrap: wrap; gap: .3rem; }
.words code { font-size: .76rem; }
details { margin-top: .45rem; }
summary { display: inline-block; padding: .15rem .6rem; border: 1px solid var(--line); border-radius: 1rem; color: var(--soft); font-size: .8rem; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: '+'; margin-right: .4rem; color: var(--faint); }
details[open] > summary::before { content: '–'; }
summary:hover { background: var(--raised); }
details > .fields { margin-top: .5rem; padding-left: .9rem; border-left: 2px solid var(--line); }
.fields .form { margin: .9rem 0 0; font-size: .82rem; color: var(--text); }
.errors { margin: .3rem 0 0; font-size: .88rem; }
.errors div { display: grid; grid-template-columns: 3rem 1fr; padding: .35rem 0; }
.errors dt { font: 600 .85rem/1.8 var(--mono); }
.errors dd { margin: 0; color: var(--faint); }
.errors code { font-size: .8rem; color: var(--soft); }

.panels { border: 1px solid var(--code-line); border-radius: .7rem; background: var(--code-page); overflow: hidden; }
.panel-head { display: flex; align-items: center; flex-wrap: wrap; gap: .1rem .2rem; padding: .35rem .5rem .35rem .9rem; background: var(--code-head); border-bottom: 1px solid var(--code-line); }
.panel-title { margin-right: .5rem; color: var(--code-soft); font-size: .78rem; font-weight: 550; }
.tab { padding: .15rem .55rem; border-radius: .35rem; color: var(--code-soft); font-size: .78rem; cursor: pointer; }
.tab:hover { color: var(--code-text); }
.tab:has(:checked) { background: #34394f; color: #fff; }
.tab:has(:focus-visible) { outline: 2px solid #a5a8ff; }
.tab input { position: absolute; opacity: 0; pointer-events: none; }
.copy { margin-left: auto; padding: .15rem .55rem; border: 0; border-radius: .35rem; background: none; color: var(--code-soft); font: inherit; font-size: .78rem; cursor: pointer; }
.copy:hover { background: #34394f; color: #fff; }
.code { margin: 0; padding: .9rem 1rem; overflow: auto; max-height: 27rem; background: var(--code-page); color: var(--code-text); font-size: .8rem; line-height: 1.6; tab-size: 2; scrollbar-color: #40465f transparent; scrollbar-width: thin; }
.guides .code { border-radius: .7rem; margin: 1rem 0; }
.code code { font-size: inherit; }
.panels > .code { display: none; }
.panels:has([data-tab='0']:checked) > [data-panel='0'],
.panels:has([data-tab='1']:checked) > [data-panel='1'],
.panels:has([data-tab='2']:checked) > [data-panel='2'],
.panels:has([data-tab='3']:checked) > [data-panel='3'],
.panels:has([data-tab='4']:checked) > [data-panel='4'],
.panels:has([data-tab='5']:checked) > [data-panel='5'] { display: block; }
.t-text { color: #a5d6a7; } .t-name { color: #9cb8ff; } .t-number { color: #f5c08a; } .t-keyword { color: #d3a6f5; } .t-comment { color: #858ba3; }

@media (max-width: 75rem) { .operation { grid-template-columns: minmax(0, 1fr); gap: 1.5rem; } .code-side { position: static; max-height: none; } }
@media (max-width: 52rem) {
  .frame { grid-template-columns: minmax(0, 1fr); }
  .contents { position: static; height: auto; max-height: 45vh; border-right: 0; border-bottom: 1px solid var(--line); padding: 1rem 1.25rem; }
  main { padding: 1.5rem 1.25rem 5rem; }
  .guides table { display: block; overflow-x: auto; }
}
@media print { .contents, .bar, .copy { display: none; } .frame { display: block; } .code-side { position: static; max-height: none; } }
`
