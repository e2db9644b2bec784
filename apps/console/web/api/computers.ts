import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'
import { m } from '../messages/index.ts'

/** A computer, as in `/v1/computers`. */
export type Computer = {
  id: string
  name: string
  instance_type: string
  status: string
  status_reason: string | null
  resolution: string
  network: string
  hours_charged: number
}

const PATH = '/console/v1/computers'
const POLL_MS = 2_000
const SETTLED = new Set(['running', 'stopped', 'error'])

export const computersQuery = queryOptions({
  queryKey: ['computers'],
  queryFn: async ({ signal }) => (await getJson<{ data: Computer[] }>(PATH, signal)).data,
  refetchInterval: ({ state }) => (state.data?.some(({ status }) => !SETTLED.has(status)) ? POLL_MS : false),
})

export type NewComputer = { name: string; instance_type: string; network: string; auto_stop_minutes: number }

/** Creates a computer in the console's workspace, which is created with the first one. */
export const createComputer = async (fields: NewComputer): Promise<unknown> => {
  const { data } = await getJson<{ data: { id: string; name: string }[] }>('/console/v1/workspaces')
  const known = data.find(({ name }) => name === m.computers.workspace)
  const workspace =
    known ??
    (await sendJson<{ id: string }>('POST', '/console/v1/workspaces', { name: m.computers.workspace }))
  return sendJson('POST', PATH, { ...fields, workspace_id: workspace.id })
}

export const runComputer = (id: string, command: 'start' | 'stop'): Promise<unknown> =>
  sendJson('POST', `${PATH}/${id}/${command}`)
export const deleteComputer = (id: string): Promise<unknown> => sendJson('DELETE', `${PATH}/${id}`)

/** The live view: path and query of a signed address that is valid for an hour. */
export const viewQuery = (id: string) =>
  queryOptions({
    queryKey: ['computer-view', id],
    staleTime: 50 * 60_000,
    gcTime: 0,
    queryFn: async () => {
      const { url } = await sendJson<{ url: string }>('POST', `${PATH}/${id}/views`, {
        mode: 'control',
        expires_in_seconds: 3_600,
      })
      const { pathname, search, hash } = new URL(url)
      return pathname + search + hash
    },
  })
