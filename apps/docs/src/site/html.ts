import type { html } from 'hono/html'

/** What Hono's `html` makes: text that is already escaped. */
export type Html = ReturnType<typeof html>
