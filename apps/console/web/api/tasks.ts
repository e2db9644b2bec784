import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

export type TaskFile = { url: string; content_type: string; index: number; variant: string | null }

/** A task, as in `/v1/tasks`. */
export type Task = {
  id: string
  type: string
  model: string
  prompt: string | null
  status: 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled' | 'expired'
  progress: number
  created_at: number
  completed_at: number | null
  expires_at: number | null
  result: { url: string | null; data: TaskFile[] } | null
  error: { code: string; message: string } | null
  cost: number | null
}

const PATH = '/console/v1/tasks'
const POLL_MS = 1_500

export const isUnderWay = ({ status }: Pick<Task, 'status'>): boolean =>
  status === 'queued' || status === 'in_progress'

/** One task, polled until it has ended. */
export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id],
    queryFn: ({ signal }) => getJson<Task>(`${PATH}/${id}`, signal),
    refetchInterval: ({ state }) => (state.data !== undefined && !isUnderWay(state.data) ? false : POLL_MS),
  })

/** The newest tasks that are running or have failed. */
export const tasksQuery = queryOptions({
  queryKey: ['tasks'],
  queryFn: async ({ signal }) => (await getJson<{ data: Task[] }>(`${PATH}?limit=50`, signal)).data,
  refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? POLL_MS : false),
})

export type NewVideo = {
  model: string
  prompt: string
  seconds?: number
  size?: string
  input_reference?: string
}

export const createVideo = (fields: NewVideo): Promise<Task> =>
  sendJson('POST', PATH, { type: 'video', ...fields })
export const cancelTask = (id: string): Promise<Task> => sendJson('POST', `${PATH}/${id}/cancel`)
export const deleteTask = (id: string): Promise<unknown> => sendJson('DELETE', `${PATH}/${id}`)
