import { html } from 'hono/html'
import type { Html } from './html.ts'

/** What a reader sees who followed a link to nowhere. */
export const renderNotFound = (): Html =>
  html`<article class="guide narrow">
    <h1>Page not found</h1>
    <p>There is no such page. The <a href="/docs">documentation</a> has a search.</p>
  </article>`
