import type { html } from 'hono/html'

/** The result of Hono's `html`: text that is already escaped. */
export type Html = ReturnType<typeof html>
