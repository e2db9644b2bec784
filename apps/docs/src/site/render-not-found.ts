import { html } from 'hono/html'
import type { Html } from './html.ts'

/** The page for an unknown path. */
export const renderNotFound = (): Html =>
  html`<article class="guide narrow">
    <h1>Page not found</h1>
    <p>This page does not exist. Search the <a href="/docs">documentation</a>.</p>
  </article>`
