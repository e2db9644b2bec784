import { html, raw } from 'hono/html'
import { highlight } from './highlight.ts'
import type { Html } from './html.ts'

export type Panel = { label: string; language: string; source: string }

/** Renders source texts as tabs. Tabs work without scripts; a script only adds copy buttons. */
export const renderPanels = (title: string, name: string, panels: readonly Panel[]): Html =>
  html`<div class="panels">
    <div class="panel-head">
      <span class="panel-title">${title}</span>
      ${panels.map(
        ({ label }, index) =>
          html`<label class="tab"
            ><input
              type="radio"
              name="${name}"
              value="${label}"
              data-tab="${index}"
              ${index === 0 ? 'checked' : ''}
            />${label}</label
          >`,
      )}
      <button type="button" class="copy" hidden>Copy</button>
    </div>
    ${panels.map(
      ({ source, language }, index) =>
        html`<pre class="code" data-panel="${index}" tabindex="0"><code>${raw(
          highlight(source, language),
        )}</code></pre>`,
    )}
  </div>`
