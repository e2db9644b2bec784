import { useSuspenseQuery } from '@tanstack/react-query'
import { sessionQuery, type Action, type Session } from '../api/session.ts'

/** Who is signed in. Only on pages behind sign-in, whose route has asked already. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data!

export const useMay = (action: Action): boolean => useSession().organization.may.includes(action)
