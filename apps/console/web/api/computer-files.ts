import { queryOptions } from '@tanstack/react-query'
import { ask, getJson } from './client.ts'
import { readEvents } from './read-events.ts'

export type Entry = { name: string; path: string; type: 'file' | 'folder' | 'link'; size: number }
export type Listing = { path: string; data: Entry[]; has_more: boolean }

const pathOf = (computerId: string): string => `/console/v1/computers/${computerId}`

/** Paths are relative to the home folder, unless they begin with a slash. */
export const filesQuery = (computerId: string, path: string) =>
  queryOptions({
    queryKey: ['files', computerId, path],
    queryFn: ({ signal }) =>
      getJson<Listing>(`${pathOf(computerId)}/files/list?path=${encodeURIComponent(path)}`, signal),
  })

export const fileUrl = (computerId: string, path: string): string =>
  `${pathOf(computerId)}/files?path=${encodeURIComponent(path)}`

export const uploadFile = (computerId: string, path: string, file: File): Promise<unknown> =>
  ask(fileUrl(computerId, path), { method: 'PUT', body: file })

export const removeFile = (computerId: string, path: string): Promise<unknown> =>
  ask(fileUrl(computerId, path), { method: 'DELETE' })

export type ShellEvent = { type: 'output'; data: string } | { type: 'exit'; exit_code: number | null }

/** Runs a command in a shell that keeps its folder, and yields the output as it comes. */
export async function* runCommand(
  computerId: string,
  command: string,
  signal: AbortSignal,
): AsyncGenerator<ShellEvent> {
  const response = await ask(`${pathOf(computerId)}/bash`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ command, session: 'console', stream: true, timeout: 3_600 }),
    signal,
  })
  for await (const data of readEvents(response)) yield JSON.parse(data) as ShellEvent
}
