import { queryOptions } from '@tanstack/react-query'
import { ApiError, getJson } from './client.ts'

export type Action = 'use' | 'manage-keys' | 'manage-credits' | 'manage-members'

export type Session = {
  sessionId: string
  user: {
    id: string
    name: string
    email: string
    /** false: the first administrator, who has not set an address yet. */
    hasAddress: boolean
    isAdministrator: boolean
    hasTwoFactor: boolean
  }
  organization: { id: string; name: string; accountId: string; role: string; may: Action[] }
  organizations: { id: string; name: string; role: string }[]
}

/** The session; null if no one is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await getJson<Session>('/console/api/session', signal)
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
})
