import type { Context } from '../context.ts'
import type { Auth } from './create-auth.ts'

/** Loads better-auth with the first visitor: most processes start without one, and it takes a while. */
export type LoadAuth = () => Promise<Auth>

export const authOnce = (context: Context): LoadAuth => {
  let loading: Promise<Auth> | undefined
  return () => (loading ??= import('./create-auth.ts').then(({ createAuth }) => createAuth(context)))
}
