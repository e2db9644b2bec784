import { html } from 'hono/html'
import type { Html } from './html.ts'
import { renderForm } from './render-try-it.ts'

/** What a key is, how one is made, and a look at what one may do. */
export const renderKeys = (): Html =>
  html`<article class="guide narrow">
    <h1>Keys</h1>
    <p class="lead">
      A key starts with <code>sk-getgpt-</code>, belongs to one account and spends its credit.
    </p>
    <p>
      Keys are made by the operator of this gateway. <a href="/docs/keys">Getting a key</a> says how, what
      limits a key can have, and how to keep one safe.
    </p>
    <h2>Look at a key</h2>
    <p>What it may do, what it has spent and how its limits stand. The key stays in this tab.</p>
    <noscript><p>This form needs JavaScript. The same in a terminal:</p></noscript>
    <div data-script hidden>${renderForm('get', '/v1/key', {})}</div>
    <h2>Credit of its account</h2>
    <div data-script hidden>${renderForm('get', '/v1/credits', {})}</div>
  </article>`
