import type { Api } from '../api/api.ts'
import type { List, Workspace } from '../api/types.ts'

/** Returns the id of the workspace with this name, and creates it if it does not exist. */
export const workspaceNamed = async (api: Api, name: string): Promise<string> => {
  const { data } = await api.ask<List<Workspace>>('GET', '/workspaces')
  const found = data.find((workspace) => workspace.name === name)
  return (found ?? (await api.ask<Workspace>('POST', '/workspaces', { json: { name } }))).id
}
