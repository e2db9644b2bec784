import type { Context } from '../context.ts'
import type { Auth } from './create-auth.ts'

/** Gives the part that signs people in, loaded when the first one comes: most processes start without one. */
export type LoadAuth = () => Promise<Auth>

export const authOnce = (context: Context): LoadAuth => {
  let loading: Promise<Auth> | undefined
  return () => (loading ??= import('./create-auth.ts').then(({ createAuth }) => createAuth(context)))
}
