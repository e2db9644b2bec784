import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../api/session.ts'
import { PublicFrame } from './public-frame.tsx'
import { Shell } from './shell.tsx'

/** The frame of public pages: signed-in people see their usual one. */
export const Open = () => {
  const { data: session, isPending } = useQuery(sessionQuery)
  if (isPending) return null
  return session ? <Shell session={session} /> : <PublicFrame />
}
