import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

export type Role = 'owner' | 'admin' | 'member' | 'billing' | 'viewer'

export type Member = {
  id: string
  role: Role
  createdAt: string
  user: { id: string; name: string; email: string }
}

export type Invitation = { id: string; email: string; role: Role; status: string; expiresAt: string }

const ORGANIZATION = '/api/auth/organization'

export const membersQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['members', organizationId],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ members: Member[] }>(
          `${ORGANIZATION}/list-members?organizationId=${organizationId}`,
          signal,
        )
      ).members,
  })

export const invitationsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['invitations', organizationId],
    queryFn: async ({ signal }) => {
      const all = await getJson<Invitation[]>(
        `${ORGANIZATION}/list-invitations?organizationId=${organizationId}`,
        signal,
      )
      return all.filter(({ status, expiresAt }) => status === 'pending' && Date.parse(expiresAt) > Date.now())
    },
  })

const post = <Answer = unknown>(path: string, body: object): Promise<Answer> =>
  sendJson('POST', `${ORGANIZATION}${path}`, body)

export const invite = (organizationId: string, email: string, role: string) =>
  post<Invitation>('/invite-member', { organizationId, email, role })
export const withdraw = (invitationId: string) => post('/cancel-invitation', { invitationId })
export const accept = (invitationId: string) =>
  post<{ invitation: { organizationId: string } }>('/accept-invitation', { invitationId })
export const setRole = (organizationId: string, memberId: string, role: string) =>
  post('/update-member-role', { organizationId, memberId, role })
export const removeMember = (organizationId: string, memberIdOrEmail: string) =>
  post('/remove-member', { organizationId, memberIdOrEmail })
