import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

export type SessionInfo = {
  id: string
  token: string
  createdAt: string
  ipAddress: string | null
  userAgent: string | null
}

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => getJson<SessionInfo[]>('/api/auth/list-sessions', signal),
})

/** Whether the person has a password. */
export const hasPasswordQuery = queryOptions({
  queryKey: ['has-password'],
  queryFn: async ({ signal }) => {
    const accounts = await getJson<{ providerId: string }[]>('/api/auth/list-accounts', signal)
    return accounts.some(({ providerId }) => providerId === 'credential')
  },
})

export const endSession = (token: string) => sendJson('POST', '/api/auth/revoke-session', { token })
export const signOutEverywhere = () => sendJson('POST', '/api/auth/revoke-sessions')
export const signOutElsewhere = () => sendJson('POST', '/api/auth/revoke-other-sessions')
export const rename = (name: string) => sendJson('POST', '/api/auth/update-user', { name })
export const changePassword = (currentPassword: string, newPassword: string) =>
  sendJson('POST', '/api/auth/change-password', { currentPassword, newPassword, revokeOtherSessions: true })
/** For people who have only signed in by the terminal's link. */
export const setFirstPassword = (email: string, password: string) =>
  sendJson('POST', '/console/api/profile/password', { email, password })
