import { useSuspenseQuery } from '@tanstack/react-query'
import { sessionQuery, type Action, type Session } from '../api/session.ts'

/** The session. Only for pages behind sign-in, whose route has loaded it. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data!

export const useMay = (action: Action): boolean => useSession().organization.may.includes(action)
